-- exit 1
-- stderr has emit_error.lua:9: oops
-- stderr has culprit
-- stdout has the emit went on
-- The error of a coroutine that an emit resumed is written with its traceback, and counted.
local event = require "coutil.event"
local function culprit()
  -- (line 9 is the next)
  error("oops")
end
local co = coroutine.create(function() event.await("e"); local _ = culprit() or nil end)
coroutine.resume(co)
assert(event.emitone("e") == true)
print("the emit went on")
