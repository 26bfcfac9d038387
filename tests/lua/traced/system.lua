-- Turns and well-separated timers, halts, rounds of each mode, notes.
local event = require "coutil.event"
local system = require "coutil.system"
local trace = require "coutil.trace"
local function start(f) assert(coroutine.resume(coroutine.create(f))) end
for index = 1, 3 do
  start(function()
    system.pause()
    trace.note("turn of " .. index)
    system.pause(0.05 * index)
    event.emitall("tick", index)
  end)
end
start(function() while select(2, event.await("tick")) < 3 do end system.halt() end)
start(function() system.pause() system.pause() system.pause() end)
local left = coroutine.create(function() system.pause(1000) end)
coroutine.resume(left)
system.run("ready")
system.run("step")
system.run()
coroutine.resume(left, "by hand")
local closed = coroutine.create(function() system.pause() end)
coroutine.resume(closed)
coroutine.close(closed)
system.run()
