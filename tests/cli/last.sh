#!/bin/bash
# Traces of which only the end was asked for, and traces begun by the program in the middle of a run, hold together.
# last.sh COUTIL
coutil=$1
. "$(dirname "$0")/checks.sh"

program=$(file churn.lua <<'LUA'
local event, system, mutex, promise, trace = require "coutil.event", require "coutil.system", require "coutil.mutex", require "coutil.promise", require "coutil.trace"
local e, f = {}, {}
for i = 1, 300 do
  coroutine.wrap(function()
    for k = 1, 60 do
      system.pause(0.001 * ((i + k) % 5))
      if k % 7 == 0 then event.emitall(e, k) end
      if k % 11 == i % 11 then event.awaitany(e, f) end
      mutex.lock("m" .. i % 3) if k % 3 == 0 then system.pause() end mutex.unlock("m" .. i % 3)
      local p, ful = promise.create()
      coroutine.wrap(function() ful(1, 2) end)() p()
    end
  end)()
end
coroutine.wrap(function() for k = 1, 200 do system.pause(0.01) event.emitall(e) event.emitone(f) end end)()
system.run()
LUA
)
for size in 8K 64K 1M; do
  for backend in sim real; do
    gives 0 "$coutil" run --backend $backend --trace "$work/last" --trace-last $size "$program"
    gives 0 "$coutil" trace check "$work/last"
  done
done
that "two runs with --trace-last 64K differ" bash -c "
  '$coutil' run --backend sim --trace '$work/one' --trace-last 64K '$program' 2>/dev/null &&
  '$coutil' run --backend sim --trace '$work/two' --trace-last 64K '$program' 2>/dev/null &&
  cmp '$work/one' '$work/two'"

program=$(file late.lua <<'LUA'
local trace, event, system = require "coutil.trace", require "coutil.event", require "coutil.system"
local mutex = require "coutil.mutex"
local e = {}
mutex.lock("m")
for _ = 1, 3 do coroutine.wrap(function() while true do event.await(e) end end)() end
coroutine.wrap(function() mutex.lock("k") end)()
local sleepy = coroutine.create(function() coroutine.yield() system.pause(0.001) end)
coroutine.resume(sleepy)
coroutine.wrap(function()
  system.pause(0.001)
  assert(trace.start(arg[1]))
  event.emitall(e)
  trace.note("recorded")
  coroutine.resume(sleepy)
end)()
system.run()
assert(trace.stop())
LUA
)
for backend in sim real; do
  gives 0 "$coutil" run --backend $backend "$program" "$work/late"
  gives 0 "$coutil" trace check "$work/late"
done
finish
