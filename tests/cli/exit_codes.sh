#!/bin/bash
# Exit codes of `coutil run`, on both backends.
# exit_codes.sh COUTIL
coutil=$1
. "$(dirname "$0")/checks.sh"

well=$(echo 'print("well")' | file well.lua)
main_error=$(echo 'error("no luck")' | file main_error.lua)
thrown_table=$(echo 'error({})' | file thrown_table.lua)
in_emit=$(file in_emit.lua <<'LUA'
local event = require "coutil.event"
coroutine.wrap(function() event.await("go"); error("no luck in a coroutine") end)()
event.emitone("go")
print("the emit went on")
LUA
)
in_timer=$(file in_timer.lua <<'LUA'
local system = require "coutil.system"
coroutine.wrap(function() system.pause(0.001); error("no luck in a timer") end)()
system.run()
print("the run went on")
LUA
)
caught=$(file caught.lua <<'LUA'
print(pcall(error, "no luck"))
print(coroutine.resume(coroutine.create(function() error("mine to handle") end)))
LUA
)
handled=$(file handled.lua <<'LUA'
local event = require "coutil.event"
require("coutil.trace").onerror(function(message) print("told " .. message) end)
coroutine.wrap(function() event.await("go"); error("told", 0) end)()
event.emitone("go")
LUA
)
stuck=$(file stuck.lua <<'LUA'
local mutex, event = require "coutil.mutex", require "coutil.event"
coroutine.wrap(function() mutex.lock("a"); event.await("go"); mutex.lock("b") end)()
coroutine.wrap(function() mutex.lock("b"); mutex.lock("a") end)()
event.emitone("go")
LUA
)
waiting=$(file waiting.lua <<'LUA'
require("coutil.spawn").catch(print, function() require("coutil.event").await("godot") end)
LUA
)
both=$(cat "$stuck" "$main_error" | file both.lua)

for backend in real sim; do
  run="$coutil run --backend $backend"
  gives 0 $run "$well"
  silent err
  gives 1 $run "$main_error"
  says err "main_error.lua:1: no luck"
  says err "traceback"
  gives 1 $run "$thrown_table"
  gives 1 $run "$in_emit"
  says err "in_emit.lua:2: no luck in a coroutine"
  says out "the emit went on"
  gives 1 $run "$in_timer"
  says err "no luck in a timer"
  says out "the run went on"
  gives 0 $run "$caught"
  silent err
  gives 1 $run "$handled"
  says out "told told"
  gives 3 $run "$stuck"
  says err "stuck"
  gives 1 $run "$both"
  gives 0 $run "$waiting"
  says err "left waiting"
  says err "godot"
  gives 3 $run --strict "$waiting"
  says err "left waiting"
  gives 0 $run --strict "$well"

  for pair in "0:0" "7:7" "255:255" "true:0" "false:1" "256:0" "nil, true:0" ":0" "5, true:5"; do
    script=$(echo "os.exit(${pair%%:*})" | file exit.lua)
    gives "${pair##*:}" $run "$script"
  done
  # From inside a coroutine that the scheduler resumed; what was printed before is not lost, nor is the trace.
  script=$(file exit_inside.lua <<'LUA'
local system = require "coutil.system"
coroutine.wrap(function() system.pause(0.001); io.write("before"); os.exit(9) end)()
system.run()
LUA
)
  gives 9 $run --trace "$work/exit.trace" "$script"
  says out "before"
  gives 0 "$coutil" trace check "$work/exit.trace"
  # With a second argument the state is closed.
  script=$(file exit_closing.lua <<'LUA'
kept = setmetatable({}, {__gc = function() print("finalized") end})
coroutine.wrap(function() os.exit(8, true) end)()
LUA
)
  gives 8 $run "$script"
  says out "finalized"
done
finish
