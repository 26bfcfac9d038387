-- Addresses: made, read, changed, compared, and what is none.
local system = require "coutil.system"

local function show(...)
  local ok, address = pcall(system.address, ...)
  if not ok then return print("error", address) end
  print(address, address.type, address.literal, address.port, #address.binary)
end

show("ipv4")
show("ipv6")
show("ipv4", "192.0.2.128:80")
show("ipv6", "[::ffff:c000:0280]:80")
show("ipv4", "192.0.2.128", 80)
show("ipv6", "2001:db8::1", 65535)
show("ipv4", "\192\0\2\128", 80, "b")
show("ipv6", ("\0"):rep(15) .. "\1", 80, "b")
show("ipv4", "256.0.0.1:80")
show("ipv4", "192.0.2.128", 65536)
show("ipv4", "::1", 80)
show("ipv6", "fe80:::1", 80)
show("ipv5")
show("ipv4", "\1\2\3", 80, "b")

local address = system.address("ipv4", "10.0.0.1:1")
address.port = 99
print(address)
address.literal = "10.0.0.2"
print(address, address == system.address("ipv4", "10.0.0.2", 99), address == "10.0.0.2:99")
address.binary = "\10\0\0\3"
print(address)
address.type = "ipv6"
print(address)
print(pcall(function() address.port = -1 end))
print(pcall(function() address.colour = "red" end))
print(address.colour)
