-- exit 1
-- stderr has described
-- stderr has object_error.lua:6
local event = require "coutil.event"
local function fail()
  error(setmetatable({}, { __tostring = function() return "described" end }))
end
coroutine.resume(coroutine.create(function() event.await("e"); local _ = fail() or 1 end))
event.emitall("e")
