-- Hosts written as numbers, with ports and services, in every mode; and what is no name.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local function search(...)
  local getnext, domain = system.findaddr(...)
  if not getnext then return print(getnext, domain) end
  print("first", domain)
  for address, kind, following in getnext do print(address, kind, following) end
end

tools.run(function()
  search("127.0.0.1", 80, "4s")
  search("127.0.0.1", 80, "4d")
  search("192.0.2.128", "65535", "4")
  search("127.0.0.1", nil, "4s")
  search("::1", 80, "6s")
  search("2001:db8::1", 7, "6d")
  search("192.0.2.1", 80, "6m")
  search(nil, 80, "4s")
  search("*", 80, "4s")
  search("127.0.0.1", "no-such-service", "4s")
  search("no.such.name.invalid", 80, "4")
  print(pcall(system.findaddr, "127.0.0.1", 80, "x"))
  print(pcall(system.findaddr, "127.0.0.1", 65536))
  print(pcall(system.findaddr, {}))
  local into = system.address("ipv4")
  print(rawequal(system.findaddr("192.0.2.7", 9, "4s")(into), into), into)
end)
print(pcall(system.findaddr, "127.0.0.1"))
