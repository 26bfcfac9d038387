-- exit 1
-- stdout has done
-- stderr has tostring_error.lua
-- An error in __tostring of an error object hides nothing and breaks nothing.
local event = require "coutil.event"
coroutine.resume(coroutine.create(function()
  event.await("e")
  error(setmetatable({}, { __tostring = function() error("inside") end }))
end))
event.emitall("e")
print("done")
