-- options --strict
-- exit 3
-- stderr has nobody emits this
local event = require "coutil.event"
local waiter = coroutine.create(function() event.await("nobody emits this") end)
coroutine.resume(waiter)
