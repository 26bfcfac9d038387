-- A program for a scenario that only wants time to pass.

local system = require "coutil.system"

coroutine.wrap(function() system.pause(2) end)()
system.run()
