-- A group joined by a socket that is not bound: it stays so, and its options change nothing about that.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  for _, domain in ipairs { "ipv4", "ipv6" } do
    local group, interface = "239.79.1.2", "127.0.0.1"
    if domain == "ipv6" then group, interface = "ff12::79", "::1" end
    local socket = assert(system.socket("datagram", domain))
    print(socket:joingroup(group, interface), socket:getaddress(), tostring(socket))
    print(socket:joingroup(group, interface))
    print(socket:setoption("mcastttl", 3), socket:setoption("mcastloop", false), socket:getaddress())
    print(socket:leavegroup(group, interface), tostring(socket))
    tools.close(socket)
  end
end)
