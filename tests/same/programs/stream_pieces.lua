-- Pieces of a stream by positions, from strings and memories, into parts of a memory.
local memory = require "memory"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  local client, server = tools.pair()
  local text = memory.create("0123456789")
  for _, range in ipairs { { 1, -1 }, { 3, 5 }, { -3, -1 }, { 5 }, { 10, 10 }, { -100, 2 } } do
    print(client:send(text, range[1], range[2]))
    print(range[1], range[2], tools.read(server))
    print(client:send("abcdefghij", range[1], range[2]))
    print(range[1], range[2], tools.read(server))
  end
  local buffer = memory.create(("."):rep(12))
  client:send("0123456789")
  print(server:receive(buffer, 5, 8))
  print(memory.tostring(buffer))
  print(server:receive(buffer, -2))
  print(memory.tostring(buffer))
  print(server:receive(buffer, 1, 1))
  print(memory.tostring(buffer))
  print(server:receive(buffer, 3, 2))
  print(server:receive(buffer))
  print(memory.tostring(buffer))
  tools.close(client, server)
end)
