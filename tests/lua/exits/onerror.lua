-- exit 1
-- stderr empty
-- stdout has told: oops
-- The program's handler takes the place of stderr; the error is counted all the same.
local event = require "coutil.event"
require("coutil.trace").onerror(function(message) print("told: " .. message) end)
coroutine.resume(coroutine.create(function() event.await("e"); error("oops", 0) end))
event.emitone("e")
