-- Connections that wait are accepted in the order in which they were opened.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  local listener, address = tools.listener(nil, 8)
  local clients = {}
  for index = 1, 6 do
    clients[index] = assert(system.socket("stream"))
    print(index, clients[index]:connect(address))
    tools.settle()
    assert(clients[index]:send("number " .. index))
  end
  for index = 1, 6 do
    local server = assert(listener:accept())
    print(index, server:getaddress("peer") == clients[index]:getaddress(), tools.read(server))
    tools.close(server, clients[index])
  end
  tools.close(listener)
end)
