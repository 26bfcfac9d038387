#!/bin/bash
# Submissions that mean harm: each is stopped with a clear reason, none reads, writes or starts anything outside of the
# simulation, and those graded beside it get their verdicts all the same.
# hostile.sh COUTIL LESSONS SUBMISSIONS
coutil=$(realpath "$1") lessons=$(realpath "$2") submissions=$(realpath "$3")
export COUTIL_LESSONS=$lessons
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

fail() {
  echo "FAILED: $*"
  cat out 2>/dev/null
  exit 1
}

echo "the secret" >secret.txt
mkdir class
for file in "$submissions"/*.lua; do
  sed "s|OUTSIDE|$work|g" "$file" >"class/$(basename "$file")"
done
cp "$lessons/course/suspend/solution.lua" class/honest.lua
printf '\033LuaS\0\x19\x93\r\n\x1a\n garbage' >class/compiled.lua
ln -s "$work/secret.txt" class/link.lua
mkfifo class/pipe.lua
mkdir class/folder.lua
head -c 2000000 /dev/zero | tr '\0' '-' >class/too_long.lua

mkdir tmp
export TMPDIR=$work/tmp
touch begun
timeout 500 "$coutil" learn grade class --lesson suspend --to csv >out 2>err </dev/null
[ $? = 1 ] || fail "grade: $(cat err)"
[ ! -s err ] || fail "it complains: $(cat err)"

# verdict NAME RESULT REASON
verdict() { grep -q "^\"$1\",\"suspend\",\"$2\",\"$3\"" out || fail "$1: $2 $3 was expected"; }
for file in "$submissions"/*.lua; do
  verdict "$(basename "$file" .lua)" failed "$(sed -n '1s/^-- reason: //p' "$file")"
done
verdict honest passed ""
verdict compiled failed syntax-error
verdict link failed forbidden
verdict too_long failed too-long
grep -q '"pipe"' out && ! grep -q '"pipe","suspend","failed","no-exercise"' out && fail "a pipe was opened"
grep -q "the secret" out && fail "a file outside was read"
[ "$(cat secret.txt)" = "the secret" ] || fail "a file outside was changed"
written=$(find . -newer begun ! -name out ! -name err ! -name tmp ! -name .)
[ -z "$written" ] || fail "something was written: $written"
[ -z "$(ls tmp)" ] || fail "temporary folders were left"
grep -q $'\033' out && fail "a terminal's escape sequence came through"
mkdir terminal
cp class/escape_sequences.lua terminal
"$coutil" learn grade terminal --lesson suspend >out 2>err </dev/null
grep -q $'\033' out && fail "a terminal's escape sequence came through"

# Before the exercise and before the reference: what wants to change the harness, its world or its notes changes no
# verdict, or is refused.
guarded=lost_wakeup,mutex,udp_loss
for prelude in "$submissions"/preludes/*.lua; do
  for lesson in ${guarded//,/ }; do
    for answer in exercise solution; do
      folder=class2/$(basename "$prelude" .lua)-$answer/$lesson
      mkdir -p "$folder"
      cat "$prelude" "$lessons/course/$lesson/$answer.lua" >"$folder/exercise.lua"
    done
  done
done
timeout 500 "$coutil" learn grade class2 --lesson $guarded --to csv >out 2>err </dev/null
[ ! -s err ] || fail "it complains: $(cat err)"
# guarded_verdict NAME LESSON RESULT REASON
guarded_verdict() { grep -q "^\"$1\",\"$2\",\"$3\",\"$4" out || fail "$1 in $2: $3 $4 was expected"; }
for prelude in "$submissions"/preludes/*.lua; do
  name=$(basename "$prelude" .lua)
  reason=$(sed -n '1s/^-- reason: //p' "$prelude")
  for lesson in ${guarded//,/ }; do
    own=$(sed -n 's/^  failure = "\(.*\)",$/\1/p' "$lessons/course/$lesson/lesson.lua")
    if [ -n "$reason" ]; then
      guarded_verdict "$name-exercise" "$lesson" failed "$reason\""
      guarded_verdict "$name-solution" "$lesson" failed "$reason\""
    elif head -n 1 "$prelude" | grep -q "^-- fails: "; then
      guarded_verdict "$name-exercise" "$lesson" failed ""
      guarded_verdict "$name-solution" "$lesson" failed ""
    else
      guarded_verdict "$name-exercise" "$lesson" failed "$own\""
      guarded_verdict "$name-solution" "$lesson" passed "\""
    fi
  done
done
grep -q '"check-error"' out && fail "a lesson's own check failed"
echo "no harm was done"
