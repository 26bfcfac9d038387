-- exit 1
-- stderr has table
local event = require "coutil.event"
coroutine.resume(coroutine.create(function() event.await("e"); error({ code = 7 }) end))
event.emitall("e")
