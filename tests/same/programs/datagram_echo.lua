-- Datagrams there and back, some cut off.

local memory = require "memory"
local system = require "coutil.system"

local near, far = system.socket("datagram"), system.socket("datagram")
near:bind(system.address("ipv4", "127.0.0.1:0"))
far:bind(system.address("ipv4", "127.0.0.1:0"))
local there = far:getaddress()

coroutine.wrap(function()
  local buffer, from = memory.create(10), system.address("ipv4")
  for _ = 1, 10 do
    local count, truncated = far:receive(buffer, 1, -1, from)
    print(count, truncated)
    far:send(buffer, 1, count, from)
  end
  far:close()
end)()

coroutine.wrap(function()
  local buffer = memory.create(10)
  for index = 1, 10 do
    near:send(("x"):rep(index * 2), 1, -1, there)
    print(near:receive(buffer))
  end
  near:close()
end)()

system.run()
