-- The options of a datagram socket: what they are at first, what they become, what they can't be.
local system = require "coutil.system"

local socket = system.socket("datagram")
local function show()
  for _, name in ipairs { "broadcast", "mcastloop", "mcastttl", "mcastiface" } do print(name, socket:getoption(name)) end
end

show()
print(socket:setoption("broadcast", true), socket:setoption("mcastloop", false), socket:setoption("mcastttl", 32))
show()
print(socket:setoption("mcastiface", "127.0.0.1"))
show()
for _, wrong in ipairs { { "mcastttl", 0 }, { "mcastttl", 256 }, { "mcastttl", "x" }, { "mcastiface", "x" },
  { "nodelay", true }, { "none", 1 } } do
  print(pcall(socket.setoption, socket, wrong[1], wrong[2]))
end
print(socket:setoption("mcastiface", nil), socket:setoption("broadcast", false))
show()
socket:close()
print(socket:getoption("broadcast"))
