-- exit 1
-- stderr has nil
local event = require "coutil.event"
coroutine.resume(coroutine.create(function() event.await("e"); error(nil) end))
event.emitall("e")
