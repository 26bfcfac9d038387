-- Waits until the others have done their work: main.lua COUNT COUNT SECONDS, of virtual time.

local system = require "coutil.system"

local seconds = tonumber((select(3, ...)))
coroutine.wrap(function() system.pause(seconds) end)()
system.run()
