#!/bin/bash
# However a check ends, it leaves no temporary folder and no process behind; and what was left by a machine that went
# down is removed later.
# interrupted.sh COUTIL LESSONS
coutil=$(realpath "$1") lessons=$(realpath "$2")
export COUTIL_LESSONS=$lessons
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
mkdir tmp class
export TMPDIR=$work/tmp

fail() {
  echo "FAILED: $*"
  ls -la tmp
  exit 1
}

# Waits up to a minute until a command succeeds.
until_true() {
  for _ in $(seq 600); do
    "$@" && return 0
    sleep 0.1
  done
  return 1
}

has_folder() { [ -n "$(ls tmp)" ]; }
is_empty() { [ -z "$(ls tmp)" ]; }
has_ended() { ! kill -0 "$1" 2>/dev/null; }

for number in $(seq 40); do echo 'while true do end' >"class/endless$number.lua"; done
for signal in INT TERM HUP KILL; do
  # Shells let what they start in the background ignore INT.
  perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$coutil" learn grade class --lesson suspend >out 2>&1 &
  pid=$!
  until_true has_folder || fail "$signal: no temporary folder was made"
  runs=$(pgrep -P $pid)
  kill -s "$signal" $pid
  until_true has_ended $pid || fail "$signal: it goes on"
  wait $pid 2>/dev/null
  [ $? -gt 128 ] || fail "$signal: it ended by itself"
  until_true is_empty || fail "$signal: a temporary folder was left"
  for run in $runs; do until_true has_ended "$run" || fail "$signal: process $run was left"; done
done

# Numbers of processes end before this one.
mkdir tmp/coutil-learn-999999999-abcdef tmp/coutil-learn-999999998-abcdef tmp/coutil-learn-$$-abcdef tmp/coutil-learn-mine
touch tmp/coutil-learn-999999999-abcdef/exercise.lua
touch -d "2 hours ago" tmp/coutil-learn-999999999-abcdef tmp/coutil-learn-$$-abcdef tmp/coutil-learn-mine
rm class/*
cp "$lessons/course/suspend/solution.lua" class/well.lua
"$coutil" learn grade class --lesson suspend >out 2>&1 || fail "grade: $(cat out)"
[ ! -e tmp/coutil-learn-999999999-abcdef ] || fail "an old folder of an ended process is still there"
[ -e tmp/coutil-learn-999999998-abcdef ] || fail "a new folder was removed"
[ -e tmp/coutil-learn-$$-abcdef ] || fail "the folder of a living process was removed"
[ -e tmp/coutil-learn-mine ] || fail "a folder that only looks so was removed"
echo "nothing was left"
