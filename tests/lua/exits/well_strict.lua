-- options --strict
-- exit 0
-- stderr empty
local event = require "coutil.event"
local system = require "coutil.system"
coroutine.resume(coroutine.create(function() event.await("e") end))
coroutine.resume(coroutine.create(function() system.pause(); event.emitone("e") end))
system.run()
