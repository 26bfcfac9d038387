-- exit 0
-- stderr has left_waiting.lua:5
local event = require "coutil.event"
local waiter = coroutine.create(function()
  event.await("nobody emits this")
end)
coroutine.resume(waiter)
