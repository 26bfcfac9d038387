-- exit 5
-- The program ends in a coroutine that an operation resumed; what waits is given up.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local listener = tools.listener()
tools.start(function() listener:accept() end)
tools.start(function() system.pause(1000) end)
tools.start(function()
  local datagram, address = tools.bound("datagram")
  assert(datagram:send("x", 1, -1, address))
  print(tools.read(datagram))
  os.exit(5)
end)
system.run()
print("not here")
