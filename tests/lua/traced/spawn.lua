-- Spawned functions that end well and badly, and errors that leave coroutines.
local event = require "coutil.event"
local spawn = require "coutil.spawn"
require("coutil.trace").onerror(function() end)
spawn.catch(print, function() event.await("a") error("caught") end)
spawn.trap(print, function() return event.await("a") end)
spawn.trap(print, function() event.await("a") error("trapped") end)
coroutine.resume(coroutine.create(function() event.await("a") error("left") end))
event.emitall("a")
pcall(coroutine.wrap(function() error("in a wrap") end))
