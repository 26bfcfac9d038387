-- Methods on sockets of the wrong type, wrong arguments, and closed sockets.
local memory = require "memory"
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  local buffer = memory.create(4)
  for _, kind in ipairs { "datagram", "stream", "listen" } do
    local socket = assert(system.socket(kind))
    for _, name in ipairs { "joingroup", "listen", "accept", "shutdown", "connect", "send", "receive" } do
      print(kind, name, pcall(socket[name], socket, true))
    end
    print(pcall(socket.getaddress, socket, "this", system.address("ipv6")))
    print(socket:close(), socket:close())
    for _, name in ipairs { "bind", "connect" } do
      print(kind, name, pcall(socket[name], socket, system.address("ipv4", "127.0.0.1:1")))
    end
    print(pcall(socket.receive, socket, buffer))
    print(pcall(socket.send, socket, "x"))
  end
  print(pcall(system.socket, "pipe"))
  print(pcall(system.socket, "stream", "ipx"))
end)
local stream = system.socket("stream")
print(pcall(stream.receive, stream, memory.create(1)))
print(pcall(stream.connect, stream, system.address("ipv4", "127.0.0.1:1")))
