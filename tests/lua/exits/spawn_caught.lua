-- exit 0
-- stderr empty
local event = require "coutil.event"
local spawn = require "coutil.spawn"
spawn.catch(function() end, function() event.await("e"); error("oops") end)
spawn.trap(function() end, function() event.await("e"); error("oops") end)
event.emitall("e")
