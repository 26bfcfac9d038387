-- Mutexes that are handed on, by emits and in pauses.
local event = require "coutil.event"
local mutex = require "coutil.mutex"
local system = require "coutil.system"
local trace = require "coutil.trace"
local lock = trace.name({}, "the lock")
for index = 1, 4 do
  local co = coroutine.create(function()
    mutex.lock(lock)
    system.pause()
    mutex.unlock(lock)
  end)
  trace.name(co, "worker " .. index)
  coroutine.resume(co)
end
event.emitone(lock)
event.emitall(lock)
mutex.lock("main's")
system.run()
mutex.unlock("main's")
