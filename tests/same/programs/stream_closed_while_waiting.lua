-- Sockets that are closed while one waits on them: reading, accepting, connecting, sending.
local memory = require "memory"
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  local client, server = tools.pair()
  tools.start(function() print("reader", tools.read(client)) end)
  print(client:close())
  print("peer", tools.read(server))
  server:close()
  local listener, address = tools.listener()
  tools.start(function() print("accepter", listener:accept()) end)
  tools.settle()
  print(listener:close())
  local datagram = tools.bound("datagram")
  tools.start(function() print("datagram", datagram:receive(memory.create(1))) end)
  datagram:close()
  tools.settle()
  local stream = assert(system.socket("stream"))
  tools.start(function() print("connecting", stream:connect(address)) end)
  stream:close()
  tools.settle()
end)
