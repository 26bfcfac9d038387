#!/bin/sh
# Runs each program of exits/ on one backend and holds it against the comments at its top:
# "-- exit N", "-- options O", "-- stderr empty", "-- stderr has WORDS", "-- stdout has WORDS".
# With COUTIL_SCENARIO set, they have that scenario, and one_of.lua starts them from the folder of all tests.
# exits.sh COUTIL BACKEND [PROGRAM...]
coutil=$1
backend=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || set -- "$here"/exits/*.lua
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

complain() {
  echo "FAILED $name on $backend: $1"
  ok=no
}

for program in "$@"; do
  name=$(basename "$program")
  ok=yes
  options=$(sed -n 's/^-- options //p' "$program")
  started=$program
  if [ -n "$COUTIL_SCENARIO" ]; then
    options="$options --scenario $COUTIL_SCENARIO $here/../one_of.lua"
    started=$(basename "$(dirname "$(dirname "$program")")")/exits/$name
  fi
  # shellcheck disable=SC2086 -- the options are words
  timeout 60 "$coutil" run --backend "$backend" $options "$started" >"$work/stdout" 2>"$work/stderr"
  code=$?
  expected=$(sed -n 's/^-- exit //p' "$program")
  [ "$code" = "$expected" ] || complain "exit $expected was expected, got $code"
  grep -q '^-- stderr empty$' "$program" && [ -s "$work/stderr" ] && complain "stderr was expected to be empty"
  sed -n 's/^-- \(stderr\|stdout\) has \(.*\)/\1 \2/p' "$program" >"$work/words"
  while read -r stream words; do
    grep -qF -e "$words" "$work/$stream" || complain "$stream was expected to have: $words"
  done <"$work/words"
  if [ $ok = yes ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    sed 's/^/  stdout: /' "$work/stdout"
    sed 's/^/  stderr: /' "$work/stderr"
  fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
