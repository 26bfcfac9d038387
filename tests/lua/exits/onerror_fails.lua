-- exit 1
-- stderr has oops
-- stdout has done
-- A handler that fails itself loses no error.
local event = require "coutil.event"
require("coutil.trace").onerror(function() error("in the handler") end)
coroutine.resume(coroutine.create(function() event.await("e"); error("oops", 0) end))
event.emitone("e")
print("done")
