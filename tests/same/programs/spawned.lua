-- Spawned functions that end well and badly, at once and later.
local event = require "coutil.event"
local spawn = require "coutil.spawn"
local system = require "coutil.system"

local function handler(...)
  print("handler", ...)
  return "ignored"
end

print(type(spawn.catch(handler, function(...) print("at once", ...) end, 1, nil, 3)))
spawn.catch(handler, error, "an error", 0)
spawn.trap(handler, function() return "well", 2 end)
spawn.trap(handler, error, { "a table" } and "not a table", 0)
spawn.catch(handler, function()
  print(event.await("go"))
  error("later", 0)
end)
spawn.trap(handler, function() return event.await("go") end)
spawn.trap(handler, function()
  system.pause(0.01)
  error("after a pause", 0)
end)
print(event.emitall("go", "went"))
print(system.run())
print(pcall(spawn.catch, handler))
