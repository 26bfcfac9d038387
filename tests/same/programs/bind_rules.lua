-- Who may bind where: a port that is taken, an address that is not ours, twice the same socket.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

for _, kind in ipairs { "datagram", "listen" } do
  local first, address = tools.bound(kind)
  print(kind, address.literal, address.port > 0)
  if kind == "listen" then print(first:listen(1)) end
  local second = assert(system.socket(kind))
  print("taken", second:bind(address))
  print("not ours", system.socket(kind):bind(system.address("ipv4", "192.0.2.1:0")))
  print("again", first:bind(tools.any()))
  print("wrong", pcall(first.bind, first, system.address("ipv6")))
  print("wrong", pcall(first.bind, first, "127.0.0.1:80"))
  print("peer", first:getaddress("peer"))
  print(pcall(first.getaddress, first, "there"))
  tools.close(first)
  second:close()
  second = assert(system.socket(kind))
  print("free", second:bind(address))
  print("closed", first:bind(address))
  second:close()
end
local unbound = system.socket("datagram")
print(unbound:getaddress())
print(tostring(unbound))
unbound:close()
print(tostring(unbound), unbound:getdomain())
