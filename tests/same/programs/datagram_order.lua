-- Datagrams of several senders that wait: they come in the order in which they were sent.
local memory = require "memory"
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  local receiver, there = tools.bound("datagram")
  local senders, owner = {}, {}
  for index = 1, 4 do
    local address
    senders[index], address = tools.bound("datagram")
    owner[tostring(address)] = index
  end
  for round = 1, 5 do
    for index = 4, 1, -1 do senders[index]:send(("%d.%d"):format(round, index), 1, -1, there) end
  end
  local buffer, from = memory.create(10), system.address("ipv4")
  for _ = 1, 20 do
    local count = receiver:receive(buffer, 1, -1, from)
    print(memory.tostring(buffer, 1, count), owner[tostring(from)])
  end
  tools.close(receiver, table.unpack(senders))
end)
