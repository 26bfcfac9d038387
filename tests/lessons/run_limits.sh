#!/bin/bash
# `coutil run --max-... --confined`: stops at the same place each time, with the place in words; where no limit is
# reached, not a byte of the trace differs.
# run_limits.sh COUTIL
coutil=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

fail() {
  echo "FAILED: $*"
  cat err
  exit 1
}

# run STATUS WORD...
run() {
  local wanted=$1 status
  shift
  timeout 120 "$coutil" run "$@" >out 2>err
  status=$?
  [ $status = "$wanted" ] || fail "run $*: exit $wanted was expected, got $status"
}
says() { grep -qF -- "$1" err || fail "it does not say: $1"; }

cat >loop.lua <<'LUA'
print("begins")
while true do
  pcall(function() end)
end
LUA
cat >events.lua <<'LUA'
local event = require "coutil.event"
while true do event.emitall("x") end
LUA
cat >memory.lua <<'LUA'
local all = {}
print(pcall(function() for i = 1, math.huge do all[i] = ("x"):rep(10000) .. i end end))
LUA
# Shows addresses and the order of pairs: whatever a limit would move can be seen.
cat >honest.lua <<'LUA'
local system = require "coutil.system"
for _, name in ipairs { "a", "b", "c" } do
  coroutine.wrap(function() system.pause(0.001) print(name, {}, print, load("return 1")) end)()
end
for key in pairs { [{}] = 1, [print] = 2, [coroutine.create(print)] = 3 } do print(key) end
system.run()
print(debug.traceback("here"), debug.getinfo(1, "l").currentline, collectgarbage("count"))
LUA
cat >scenario.lua <<'LUA'
local sim = require "coutil.sim"
sim.host { name = "one" }
sim.host { name = "two", program = "loop.lua" }
LUA

for try in 1 2; do
  run 1 --backend sim --max-instructions 3000000 --trace "loop.$try" loop.lua
  says "coutil: stopped at loop.lua:"
  says "--max-instructions allows no more"
  run 1 --backend sim --max-events 500 --trace "events.$try" events.lua
  says "500 events, and --max-events allows no more"
  run 1 --backend sim --max-trace 1M --trace "bytes.$try" events.lua
  says "--max-trace allows no more than 1048576 bytes"
  run 1 --backend sim --max-instructions 3000000 --scenario scenario.lua --trace "hosts.$try" honest.lua
  says "stopped at loop.lua:"
done
for name in loop events bytes hosts; do
  cmp $name.1 $name.2 || fail "$name: another trace"
  [ -s $name.1 ] || fail "$name: no trace"
done
[ "$(grep -c '"t":' events.1)" = 500 ] || fail "500 events were to be recorded"
[ "$(stat -c %s bytes.1)" -le 1048576 ] || fail "the trace is too long"
run 1 --backend sim --max-instructions 3000000 --cpu-cost 10 loop.lua
says "stopped at loop.lua:"

run 0 --backend sim --max-memory 8M memory.lua
grep -q "not enough memory" out || fail "memory without end"

run 0 --backend sim --choices random --seed 4 --trace plain honest.lua
run 0 --backend sim --choices random --seed 4 --trace limited --max-instructions 100000000 --max-events 100000 \
  --max-memory 64M --max-trace 10M --confined honest.lua
cmp plain limited || fail "limits that are not reached change the trace"

echo 'debug.sethook()' >closed.lua
run 1 --backend sim --confined closed.lua
says "debug.sethook is refused"
run 0 --backend sim closed.lua
run 2 --max-events 5 loop.lua
says "--backend sim"
run 2 --backend sim --max-events 5 loop.lua
says "--trace FILE"
run 2 --backend sim --max-memory lots loop.lua
run 2 --backend sim --max-memory 10 loop.lua
run 2 --backend sim --max-instructions -1 loop.lua
run 2 --backend sim --twice --confined loop.lua
run 2 --backend sim --max-events 5 --trace-last 1M --trace t loop.lua
echo "limits hold"
