-- exit 1
-- Errors that leave coroutines which the engine resumed: told with their tracebacks, the others go on.
local event = require "coutil.event"
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.start(function()
  event.await("go")
  error("after an event")
end)
tools.start(function() print("the next", event.await("go")) end)
print(event.emitall("go"))
tools.start(function()
  system.pause(0.2)
  local nothing
  return nothing.field
end)
tools.start(function()
  local socket <close> = tools.bound("datagram")
  assert(socket:send("x", 1, -1, socket:getaddress()))
  tools.read(socket)
  error({ "no text" })
end)
tools.start(function()
  system.pause(0.4)
  print("the others go on")
end)
print(system.run())
