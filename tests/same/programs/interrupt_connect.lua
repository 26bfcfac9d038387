-- A stream whose connecting is given up is closed.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  local listener, address = tools.listener()
  local client = assert(system.socket("stream"))
  local connecting = tools.start(function() print("connect", client:connect(address)) end)
  coroutine.resume(connecting, "by hand")
  print(tostring(client), client:send("x"))
  client = assert(system.socket("stream"))
  connecting = tools.start(function() print("never", client:connect(address)) end)
  print(coroutine.close(connecting))
  print(tostring(client), client:getaddress())
  tools.settle()
  tools.close(listener)
end)
