#!/bin/bash
# `coutil learn` as a learner types it: every command, what it says, what it leaves on the disk, and that no work is ever
# lost.
# learn.sh COUTIL LESSONS
coutil=$(realpath "$1") lessons=$(realpath "$2")
export COUTIL_COMMAND=coutil COUTIL_LESSONS=$lessons
unset COUTIL_LEARN_DIR NO_COLOR
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
course=$lessons/course
lesson=lost_wakeup

fail() {
  echo "FAILED: $*"
  sed 's/^/  | /' out
  exit 1
}

# expect STATUS WORD...: runs `coutil learn WORD...` with its output in `out`.
expect() {
  local wanted=$1 status
  shift
  "$coutil" learn "$@" >out 2>&1 </dev/null
  status=$?
  [ $status = "$wanted" ] || fail "learn $*: exit $wanted was expected, got $status"
}
says() { grep -qF -- "$1" out || fail "it does not say: $1"; }
lines() { [ "$(wc -l <out)" = "$1" ] || fail "$1 lines were expected"; }

expect 0
says "coutil learn start LESSON"
expect 0 --help
for command in list start check watch view hint solution reset report export import grade new dev-check; do
  expect 0 "$command" --help
  says "coutil learn $command"
done
expect 2 nonsense
says "no command 'learn nonsense'"
expect 2 check
expect 2 check no_such_lesson
says "there is no lesson 'no_such_lesson'"
expect 2 check --wrong
says "there is no option --wrong"
expect 2 check $lesson --seeds many
says "a whole number is expected"
expect 2 check $lesson
says "coutil learn start $lesson"
expect 2 list one
lines 1

expect 0 list
says "0 of "
says "Next: coutil learn start"
expect 2 start $lesson --predict 9
says "the answers 1 to"
expect 2 start $lesson --predict x
expect 0 start $lesson --predict 1
says "Prediction"
says "coutil-lessons/$lesson/exercise.lua"
cmp coutil-lessons/$lesson/exercise.lua "$course/$lesson/exercise.lua" || fail "the exercise was not copied"
cmp coutil-lessons/$lesson/harness.lua "$course/$lesson/harness.lua" || fail "the harness was not copied"
[ ! -e coutil-lessons/$lesson/solution.lua ] || fail "the solution was copied"

expect 1 check $lesson
says "lost-wake-up at exercise.lua:"
says "seed "
says "coutil run --backend sim --seed"
expect 1 check $lesson --json
says '"reason": "lost-wake-up"'
says '"passed": false'
expect 1 watch $lesson --checks 1
says "lost-wake-up"

# Work that is there stays.
echo "-- mine" >>coutil-lessons/$lesson/exercise.lua
cp coutil-lessons/$lesson/exercise.lua mine
expect 0 start $lesson --predict 2
says "as you left it"
cmp mine coutil-lessons/$lesson/exercise.lua || fail "start wrote over the learner's work"
expect 2 reset $lesson # no terminal to ask on
cmp mine coutil-lessons/$lesson/exercise.lua || fail "reset did not ask"
expect 0 reset $lesson --yes
cmp mine coutil-lessons/$lesson/exercise.backup-1.lua || fail "reset kept no backup"
cmp coutil-lessons/$lesson/exercise.lua "$course/$lesson/exercise.lua" || fail "reset"
cp mine coutil-lessons/$lesson/exercise.lua
expect 0 reset $lesson --yes
cmp mine coutil-lessons/$lesson/exercise.backup-2.lua || fail "the second backup"

for number in 1 2 3; do
  expect 0 hint $lesson
  says "Hint $number of 3"
done
expect 0 hint $lesson
says "Hint 1 of 3"
says "coutil learn solution $lesson"
expect 1 solution $lesson
says "once more"
expect 0 solution $lesson
cmp out "$course/$lesson/solution.lua" || fail "the solution"

echo "return {" >coutil-lessons/$lesson/exercise.lua
expect 1 check $lesson
says "syntax-error"
says "coutil run --backend sim --seed 1"
rm coutil-lessons/$lesson/exercise.lua
expect 2 check $lesson
mkdir coutil-lessons/$lesson/exercise.lua
expect 1 check $lesson
says "no-exercise"
rmdir coutil-lessons/$lesson/exercise.lua
mkfifo coutil-lessons/$lesson/exercise.lua
expect 1 check $lesson
says "no-exercise"
rm coutil-lessons/$lesson/exercise.lua
cp "$course/$lesson/solution.lua" coutil-lessons/$lesson/exercise.lua
echo "-- changed" >>coutil-lessons/$lesson/harness.lua
expect 1 check $lesson
says "changed-file"
expect 0 reset $lesson --yes
cp "$course/$lesson/solution.lua" coutil-lessons/$lesson/exercise.lua
expect 0 check $lesson
says "passed with"
says "The reference's:"
expect 0 list
says "1 of "

# A save while it watches.
cp "$course/$lesson/exercise.lua" coutil-lessons/$lesson/exercise.lua
"$coutil" learn watch $lesson --checks 2 >out 2>&1 </dev/null &
watcher=$!
for _ in $(seq 200); do
  grep -q "waiting for the next save" out && break
  sleep 0.05
done
cp "$course/$lesson/solution.lua" next && mv next coutil-lessons/$lesson/exercise.lua
wait $watcher || fail "watch"
says "passed with"
says "What changed"

# What the window shows beside the timeline.
expect 0 view $lesson --once
"$coutil" trace check coutil-lessons/$lesson/$lesson.trace >out 2>&1 || fail "the window's trace"
grep -q '"heading": "Passed with' coutil-lessons/$lesson/$lesson.trace.card || fail "the window's card"
cp mine coutil-lessons/$lesson/exercise.lua
expect 0 view $lesson --once --out elsewhere.trace
grep -q '"heading": "lost-wake-up"' elsewhere.trace.card || fail "the card of a failure"
rm elsewhere.trace elsewhere.trace.card coutil-lessons/$lesson/$lesson.trace*
cp "$course/$lesson/solution.lua" coutil-lessons/$lesson/exercise.lua

# Progress goes along, and is never believed blindly.
expect 0 export progress.json
expect 2 export progress.json
says "is there already"
mkdir elsewhere
expect 0 import progress.json --dir elsewhere
expect 0 list --dir elsewhere
says "1 of "
cp -r elsewhere kept
printf '%s\n' '' '{' 'null' '[]' '{"coutil_progress":1}' '{"coutil_progress":2,"lessons":{}}' \
  '{"coutil_progress":1,"lessons":{"x":1}}' '{"coutil_progress":1,"lessons":{"x":{"checks":-1}}}' \
  '{"coutil_progress":1,"lessons":{"../x":{}}}' '{"coutil_progress":1,"lessons":{"x":{"passed":"yes"}}}' \
  '{"coutil_progress":1,"lessons":{"x":{"checks":1e99}}}' '{"coutil_progress":1,"lessons":{"x":{"predictions":[1]}}}' \
  "$(printf '[%.0s' $(seq 5000))" "$(head -c 500 /dev/urandom | tr -d '\n\0')" >hostile
while IFS= read -r line; do
  printf '%s' "$line" >bad.json
  expect 2 import bad.json --dir elsewhere
  lines 1
  printf '%s' "$line" >elsewhere/progress.json
  expect 2 list --dir elsewhere
  lines 1
  cmp -s bad.json elsewhere/progress.json || fail "a progress file that can't be used was written over"
done <hostile
head -c 3000000 /dev/zero >bad.json
expect 2 import bad.json --dir kept
expect 2 import . --dir kept
expect 2 import none --dir kept
expect 0 list --dir kept
says "1 of "
ls coutil-lessons/*.new-* 2>/dev/null && fail "something was left beside the progress"

# Authors.
expect 2 new "Not A Name" --dir own
expect 0 new my_lesson --dir own
expect 2 new my_lesson --dir own
says "is there already"
expect 0 dev-check own/my_lesson --seeds 40
sed -i 's/reason: left-out/reason: something-else/' own/my_lesson/wrong/left_out.lua
rm own/my_lesson/right/created.lua
expect 1 dev-check own/my_lesson --seeds 40
says "something-else was expected"
says "right/ has 1 answers"
cp own/my_lesson/solution.lua own/my_lesson/exercise.lua
expect 1 dev-check own/my_lesson --seeds 40
says "the exercise as given passes"
rm own/my_lesson/lesson.lua
expect 1 dev-check own/my_lesson

# In colours only on a terminal.
grep -q $'\033' out && fail "colours in a file"
COUTIL_LESSONS=/nowhere "$coutil" learn list >out 2>&1 && fail "lessons that are nowhere"
says "COUTIL_LESSONS"
echo "all commands did what they say"
