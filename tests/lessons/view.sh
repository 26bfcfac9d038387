#!/bin/bash
# `coutil learn view` under Xvfb: the window opens, a save changes what it shows, and both end together.
# view.sh COUTIL LESSONS. Exit 77: skipped, as a tool is missing.
coutil=$(realpath "$1") lessons=$(realpath "$2")
for tool in xvfb-run xauth xdotool; do
  command -v "$tool" >/dev/null || { echo "skipped: $tool is missing (apt-get install xvfb xauth xdotool)"; exit 77; }
done
if [ "${3:-}" != inside ]; then
  exec xvfb-run -a -s "-screen 0 1600x1000x24" bash "$0" "$coutil" "$lessons" inside
fi
export COUTIL_LESSONS=$lessons
unset COUTIL_LEARN_DIR
work=$(mktemp -d)
export XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
trap 'kill "$pid" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1

fail() {
  echo "FAILED: $*"
  cat out
  exit 1
}

# Waits up to a minute until a command succeeds.
until_true() {
  for _ in $(seq 600); do
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.1
  done
  return 1
}

# Presses P and waits for the picture, which becomes $1.
picture() {
  local saved=
  rm -f ./*.trace.png coutil-lessons/suspend/*.trace.png
  xdotool key p
  for _ in $(seq 100); do
    saved=$(find . -name '*.trace.png' -size +0)
    [ -n "$saved" ] && break
    sleep 0.1
  done
  [ -n "$saved" ] || fail "no picture was saved"
  sleep 0.3
  mv "$saved" "$1"
}

"$coutil" learn start suspend >out 2>&1 </dev/null || fail "start"
card=coutil-lessons/suspend/suspend.trace.card
"$coutil" learn view suspend >out 2>&1 </dev/null &
pid=$!
until_true xdotool search --name suspend.trace || fail "no window with the trace's name"
window=$(xdotool search --name suspend.trace | head -n 1)
xdotool windowfocus "$window" 2>/dev/null
xdotool mousemove --window "$window" 400 500
sleep 1
grep -q '"tone": "bad"' $card || fail "the exercise as given is no failure"
picture failed.png
cp "$lessons/course/suspend/solution.lua" coutil-lessons/suspend/exercise.lua
until_true grep -q '"tone": "good"' $card || fail "the save was not seen"
for _ in $(seq 20); do
  sleep 1
  picture passed.png
  cmp -s failed.png passed.png || break
done
cmp -s failed.png passed.png && fail "the window shows what it showed before the save"
xdotool key ctrl+q
for _ in $(seq 100); do
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.1
done
kill -0 "$pid" 2>/dev/null && fail "the runner did not end with its window"
wait "$pid" || fail "the runner ended with an error"
echo "the window showed the lesson, and the save"
