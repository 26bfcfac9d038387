-- Ticks until the run ends.
local system = require "coutil.system"
coroutine.wrap(function() while system.pause(1) do print("tick") end end)()
system.run()
