#!/bin/sh
# The real window under Xvfb, with a real mouse and keyboard by xdotool: it opens under the file's name, zooms, selects,
# searches, plays, saves pictures that differ, takes a file that is dropped on it, closes, and comes back as it was left;
# and the window of two traces. window_test.sh TRACER DROP_FILE. Exit 77: skipped, as a tool is missing.
tracer=$1 drop_file=$2
for tool in xvfb-run xauth xdotool; do
  command -v "$tool" >/dev/null || { echo "skipped: $tool is missing (apt-get install xvfb xauth xdotool)"; exit 77; }
done
if [ "$3" != inside ]; then
  exec xvfb-run -a -s "-screen 0 1600x1000x24" sh "$0" "$tracer" "$drop_file" inside
fi

folder=$(mktemp -d) || exit 1
tracer=$(realpath "$tracer")
cd "$folder" || exit 1
cat >small.trace <<'TRACE'
{"e":"trace","v":1,"backend":"sim","seed":7,"lua":"Lua 5.4.4","coutil":"0.1.0","script":"two.lua","args":[],"scenario":null,"choices":"fifo","digest":"sha256:0"}
{"e":"place","id":1,"file":"two.lua","line":4,"func":"waiter"}
{"e":"spawn","t":0,"co":1,"by":0,"name":"waiter","at":1}
{"e":"run","t":0,"co":1,"by":0}
{"e":"object","id":1,"kind":"event","name":"ready"}
{"e":"await","t":0,"co":1,"mode":"one","on":[1],"at":1}
{"e":"emit","t":0,"co":0,"how":"one","on":1,"waiters":1,"at":1}
{"e":"wake","t":0,"co":1,"by":0,"on":1}
{"e":"run","t":0,"co":1,"by":0}
{"e":"end","t":0,"co":1}
{"e":"fin","t":0,"events":7,"waiting":0,"suspended":0,"errors":0}
TRACE
export XDG_STATE_HOME="$folder/state"
"$tracer" view small.trace 2>err &
pid=$!
trap 'kill "$pid" 2>/dev/null; rm -rf "$folder"' EXIT

fail() {
  echo "FAILED: $1"
  cat err
  exit 1
}

# Waits up to ten seconds until a command succeeds.
until_true() {
  for _ in $(seq 100); do
    "$@" >/dev/null 2>&1 && return 0
    kill -0 "$pid" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}

# Presses P and waits for the picture, which becomes $1; $shown is the name under which it is saved.
picture() {
  rm -f "$shown.png"
  xdotool key p
  until_true xdotool search --name "saved $shown.png" || fail "no picture was saved"
  until_true test -s "$shown.png" || fail "the picture is empty"
  mv "$shown.png" "$1"
}

close_window() {
  xdotool key ctrl+q
  for _ in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -0 "$pid" 2>/dev/null && fail "ctrl+q did not close the window"
  wait "$pid" || fail "the window ended with an error"
}
shown=small.trace

until_true xdotool search --name small.trace || fail "no window with the file's name"
window=$(xdotool search --name small.trace | head -n 1)
xdotool windowfocus "$window" 2>/dev/null
xdotool mousemove --window "$window" 700 130
sleep 0.3
picture all.png
xdotool click 4 click 4
sleep 0.3
picture zoomed.png
cmp -s all.png zoomed.png && fail "the wheel changed nothing"
xdotool mousedown 1
sleep 0.1
xdotool mouseup 1
sleep 0.3
picture selected.png
cmp -s zoomed.png selected.png && fail "a click changed nothing"
xdotool key l
sleep 0.3
picture light.png
cmp -s selected.png light.png && fail "the key for the theme changed nothing"
xdotool key slash
sleep 0.3
xdotool type --delay 60 waiter
sleep 0.3
xdotool key Return
sleep 0.3
xdotool key Escape
sleep 0.3
picture searched.png
cmp -s light.png searched.png && fail "typing into the search changed nothing"
xdotool key Home
xdotool key Escape
sleep 0.2
xdotool key space
sleep 1
picture played.png
sleep 1.2
picture later.png
cmp -s played.png later.png && fail "playing moved nothing"
sed 's/"waiter"/"dropped"/' small.trace >dropped.trace
if [ -x "$drop_file" ]; then
  "$drop_file" "$window" "$PWD/dropped.trace" 2>err || fail "the window did not take a file that was dropped on it"
  until_true xdotool search --name "^dropped.trace" || fail "the file that was dropped is not shown"
  "$drop_file" "$window" "$PWD/err" 2>err || fail "the window did not take a second file"
  shown=dropped.trace
  picture refused.png
  until_true xdotool search --name "^dropped.trace" || fail "what is no trace took the place of one"
fi
close_window

grep -q '"theme": "light"' state/coutil/tracer.json || fail "the theme was not kept in state/coutil/tracer.json"
echo '{"theme": [' >state/coutil/tracer.json
"$tracer" view small.trace 2>err &
pid=$!
until_true xdotool search --name small.trace || fail "no window with a broken settings file"
sleep 0.5
close_window

# Two traces, of which one goes on.
grep -v '"fin"\|"end"' small.trace >growing.trace
"$tracer" view small.trace growing.trace 2>err &
pid=$!
until_true xdotool search --name "small.trace | growing.trace" || fail "no window of two traces"
shown=small.trace-growing.trace
sleep 1
xdotool mousemove --window "$(xdotool search --name growing.trace | head -n 1)" 700 130
picture two.png
xdotool key n
sleep 0.3
picture parting.png
cmp -s two.png parting.png && fail "the key for the place where they part changed nothing"
xdotool key comma
sleep 0.3
picture stepped.png
cmp -s parting.png stepped.png && fail "a step changed nothing"
grep '"end"\|"fin"' small.trace >>growing.trace
sleep 2
picture grown.png
cmp -s stepped.png grown.png && fail "what was added to a trace is not shown"
close_window
echo "the window opened, zoomed, selected, changed its theme, searched, played, took a file, closed, and remembered"
