-- exit 1
-- stderr has oops
-- The coroutine that the engine resumed lets an inner one's error through.
local event = require "coutil.event"
coroutine.resume(coroutine.create(function()
  event.await("e")
  assert(coroutine.resume(coroutine.create(function() error("oops") end)))
end))
event.emitone("e")
