-- Datagrams of every size: empty ones, such that are cut off, and one that is too long.
local memory = require "memory"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  local a = tools.bound("datagram")
  local b, there = tools.bound("datagram")
  local buffer = memory.create(100)
  for _, size in ipairs { 0, 1, 99, 100, 101, 5000, 65507 } do
    print(size, a:send(("x"):rep(size), 1, -1, there))
    print(b:receive(buffer))
  end
  print(a:send(("x"):rep(65508), 1, -1, there))
  a:send("0123456789", 1, -1, there)
  print(b:receive(buffer, 3, 5))
  a:send("no room", 1, -1, there)
  print(b:receive(buffer, 5, 4))
  print(b:receive(buffer))
  a:send("0123456789", 3, -3, there)
  print(tools.read(b))
  tools.close(a, b)
end)
