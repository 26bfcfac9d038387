-- A multicast group on the loopback: not joined, joined, left, and its sender who does not hear.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  local receiver = assert(system.socket("datagram"))
  assert(receiver:bind(system.address("ipv4")))
  local port = receiver:getaddress().port
  local literal = ("239.78.%d.%d"):format(port >> 8, port & 255)
  local group = system.address("ipv4", literal, port)
  local sender = assert(system.socket("datagram"))
  print(sender:setoption("mcastiface", "127.0.0.1"))
  local function both(text)
    print(sender:send(text, 1, -1, group))
    print(sender:send("end of " .. text, 1, -1, system.address("ipv4", "127.0.0.1", port)))
    repeat
      local got = tools.read(receiver)
      print(got)
    until got:find "end"
  end
  both("not joined")
  print(receiver:joingroup(literal, "127.0.0.1"))
  both("joined")
  print(receiver:joingroup(literal, "127.0.0.1"))
  print(sender:setoption("mcastloop", false))
  both("no loop")
  print(sender:setoption("mcastloop", true))
  print(receiver:leavegroup(literal, "127.0.0.1"))
  both("left")
  print(receiver:leavegroup(literal, "127.0.0.1"))
  print(pcall(receiver.joingroup, receiver, "nonsense"))
  tools.close(receiver, sender)
end)
