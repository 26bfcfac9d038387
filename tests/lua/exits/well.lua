-- exit 0
-- stderr empty
local event = require "coutil.event"
local co = coroutine.create(function() event.await("e") end)
coroutine.resume(co)
event.emitone("e")
