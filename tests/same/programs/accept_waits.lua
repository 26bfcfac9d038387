-- Who accepts before anybody connects; a second one; and one whose listener is closed.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local listener, address = tools.listener()

tools.run(function()
  for index = 1, 3 do
    local server = assert(listener:accept())
    print("accepted", index, tools.read(server))
    server:close()
  end
  print("at last", listener:accept())
end, function()
  print(pcall(listener.accept, listener))
  for index = 1, 3 do
    local client = assert(system.socket("stream"))
    print("connected", client:connect(address))
    client:send("client " .. index)
    print("end", tools.read(client))
    client:close()
    tools.settle()
  end
  print(listener:close())
  tools.settle()
  print(listener:accept())
end)
