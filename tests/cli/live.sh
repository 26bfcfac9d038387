#!/bin/bash
# `run --view` with a display: the window's program gets the trace while the program runs, and neither disturbs
# the other. The window here is a shell script beside a copy of coutil. Nothing is judged by its time: each side
# waits for a file that the other one writes.
# live.sh COUTIL
tested=$1
. "$(dirname "$0")/checks.sh"
export TMPDIR=$work/temporary DISPLAY=:none
mkdir "$TMPDIR" "$work/bin"
ln "$tested" "$work/bin/coutil" 2>/dev/null || cp "$tested" "$work/bin/coutil" || exit 1
coutil=$work/bin/coutil
cd "$work" || exit 1

# until_there FILE...: waits up to a minute for the files.
until_there() {
  for _ in $(seq 600); do
    local missing=
    for name in "$@"; do [ -e "$name" ] || missing=$name; done
    [ -z "$missing" ] && return 0
    sleep 0.1
  done
  return 1
}

# What the window does is read from stdin: $trace is the file that it was given.
window() {
  {
    echo '#!/bin/bash'
    echo "cd '$work' || exit 1"
    echo '[ "$1" = view ] || exit 1'
    echo 'trace=$2'
    echo 'until_there() { for _ in $(seq 600); do [ -e "$1" ] && return 0; sleep 0.1; done; return 1; }'
    echo 'until_says() { for _ in $(seq 600); do grep -qa "$1" "$trace" && return 0; sleep 0.1; done; return 1; }'
    cat
  } >"$work/bin/coutil-tracer"
  chmod +x "$work/bin/coutil-tracer"
  rm -f "$work"/sign.*
}

# terminated CODE: the command $running ends by SIGTERM with that exit code.
terminated() {
  kill -TERM $running
  wait $running
  local code=$?
  that "exit $code after SIGTERM, and $1 was expected" [ $code -eq "$1" ]
}

# It ends only when somebody has seen its second note; then it is stuck.
seen=$(file seen.lua <<'LUA'
local event, system, trace = require "coutil.event", require "coutil.system", require "coutil.trace"
coroutine.wrap(function()
  trace.note("first step")
  print("the program's own words")
  system.pause(0.01)
  trace.note("second step")
  for _ = 1, 6000 do
    local file = io.open("sign.seen")
    if file then
      file:close()
      trace.note("third step")
      local mutex = require "coutil.mutex"
      coroutine.wrap(function() mutex.lock("a"); event.await("go"); mutex.lock("b") end)()
      coroutine.wrap(function() mutex.lock("b"); mutex.lock("a") end)()
      event.emitone("go")
      return
    end
    system.pause(0.01)
  end
  error("nobody saw it")
end)()
system.run()
LUA
)

# The window sees the trace grow while the program runs, and coutil waits for it afterwards.
window <<'SH'
until_says "second step" || exit 1
grep -qa "third step" "$trace" && exit 1
touch sign.seen
until_says '"e":"fin"' || exit 1
echo "$trace" >sign.path
touch sign.ended
exit 0
SH
gives 3 "$coutil" run --view "$seen"
says out "the program's own words"
says err "stuck"
that "the window did not see the program's end, or was not waited for" [ -e sign.ended ]
that "the trace that nobody asked for is still there" [ ! -e "$(cat sign.path)" ]
rm -f sign.*
gives 3 "$coutil" run --view --trace kept.trace "$seen"
that "the window was given another trace than --trace says" [ "$(cat sign.path)" = "$work/kept.trace" ]
that "the trace that was asked for is gone" [ -s kept.trace ]
gives 0 "$coutil" trace check kept.trace

# A window that is closed early ends nothing, and makes no signal.
window <<'SH'
until_says "second step" || exit 1
touch sign.seen
SH
early=$(file early.lua <<'LUA'
local system, trace = require "coutil.system", require "coutil.trace"
coroutine.wrap(function()
  if system.awaitsig("child") then print("a signal came") end
end)()
trace.note("second step")
coroutine.wrap(function()
  while not io.open("sign.seen") do system.pause(0.01) end
  system.pause(0.5)
  os.exit(7)
end)()
system.run()
LUA
)
gives 7 "$coutil" run --view "$early"
silent out
silent err

# One that can't be there: what it says, and the lanes as text.
window <<'SH'
echo "coutil-tracer: there is no display" >&2
exit 2
SH
simple=$(file simple.lua <<'LUA'
require("coutil.trace").note("hello")
coroutine.wrap(function() error("no luck") end)()
LUA
)
for backend in real sim; do
  gives 1 "$coutil" run --backend $backend --view "$simple"
  says err "no luck"
  says err "coutil-tracer: there is no display"
  says out "main"
  says out "trace: "
done

# The window of a program that does not compile is closed, and nothing is waited for.
window <<'SH'
sleep 600
SH
gives 2 "$coutil" run --view "$(echo 'local = 1' | file wrong.lua)"
gives 0 "$coutil" run "$(echo '' | file nothing.lua)"

# A signal while the window is waited for closes it; the exit code stays that of the run.
window <<'SH'
until_says '"e":"fin"' || exit 1
touch sign.ended
exec sleep 600
SH
"$coutil" run --view --backend sim "$(echo 'os.exit(4)' | file four.lua)" >out 2>err &
running=$!
that "the run did not end" until_there sign.ended
terminated 4

# A program that is killed leaves the window, on both backends; the trace is there as far as it came.
for backend in real sim; do
  window <<'SH'
until_says "on and on" || exit 1
touch sign.running
until_there sign.killed || exit 1
cp "$trace" killed.trace
touch sign.looked
until_there sign.again
SH
  endless=$(file endless.lua <<'LUA'
local trace, system = require "coutil.trace", require "coutil.system"
trace.note("on and on")
coroutine.wrap(function() while true do system.pause(0.001) end end)()
system.run()
LUA
)
  "$coutil" run --view --backend $backend --trace "$backend.trace" "$endless" >out 2>err &
  running=$!
  that "$backend: the window did not see the program run" until_there sign.running
  terminated 143
  touch sign.killed
  that "$backend: the window went with the program" until_there sign.looked
  gives 0 "$coutil" trace check killed.trace
  # The window does not keep the file from the next run.
  gives 0 "$coutil" run --backend $backend --trace "$backend.trace" nothing.lua
  touch sign.again
done

# With --trace-last the window comes afterwards, with the file as it was put together.
window <<'SH'
grep -qa '"e":"fin"' "$trace" && touch sign.whole
SH
gives 0 "$coutil" run --backend sim --view --trace-last 64K --trace last.trace "$(echo '' | file empty.lua)"
that "--trace-last: the window came before the end" [ -e sign.whole ]

# A limit that ends the run is shown, too.
window <<'SH'
until_says "on and on" && touch sign.seen
SH
gives 1 "$coutil" run --backend sim --view --max-events 200 "$endless"
says err "allows no more"
that "the limited run was not shown" [ -e sign.seen ]
finish
