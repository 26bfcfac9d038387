#!/bin/bash
# One lesson of the course: what `dev-check` asks of it holds; and for the exercise as given, and for each wrong answer,
# the command that `check` prints repeats the run with the same bytes of trace.
# course.sh COUTIL LESSONS NAME SEEDS
# shellcheck source=tests/lessons/in_empty_folder.sh
. "$(dirname "$0")/in_empty_folder.sh"
name=$3 seeds=$4
cd "$work" || exit 1

"$coutil" learn dev-check "$name" --seeds "$seeds" >dev-check.out 2>&1 || fail "dev-check: $(cat dev-check.out)"
cat dev-check.out

"$coutil" learn start "$name" >start.out 2>&1 || fail "start: $(cat start.out)"
folder=coutil-lessons/$name
repeats=0
for answer in "$folder/exercise.lua" "$lessons/course/$name/wrong"/*.lua; do
  [ "$answer" = "$folder/exercise.lua" ] || cp "$answer" "$folder/exercise.lua"
  rm -f ./*.jsonl
  "$coutil" learn check "$name" --trace own.jsonl >check.out 2>&1
  [ $? = 1 ] || fail "check of $answer does not exit with 1: $(cat check.out)"
  command=$(sed -n '/^  See it again:$/{n;s/^ *//;p}' check.out)
  [ -n "$command" ] || fail "no command for $answer: $(cat check.out)"
  [ -f own.jsonl ] || continue # it does not compile: nothing was run
  (eval "$command") >/dev/null 2>&1
  cmp own.jsonl "$name"-[0-9]*.jsonl || fail "$answer: another trace by: $command"
  "$coutil" trace check own.jsonl >trace.out 2>&1 || grep -q -- --max- <<<"$command" ||
    fail "$answer: the trace does not hold: $(cat trace.out)"
  repeats=$((repeats + 1))
done
echo "$repeats runs repeated with the same bytes"
