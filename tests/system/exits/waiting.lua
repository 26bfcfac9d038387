-- The main program ends, and run was never called: everything that is under way is given up.
-- exit 0
-- stderr has left waiting
-- stdout has the end
-- stderr has for data from udp (127.0.0.1:

local memory = require "memory"
local system = require "coutil.system"

local function start(f) assert(coroutine.resume(coroutine.create(f))) end

local datagram = assert(system.socket("datagram"))
assert(datagram:bind(system.address("ipv4", "127.0.0.1:0")))
local listener = assert(system.socket("listen"))
assert(listener:bind(system.address("ipv4", "127.0.0.1:0")))
assert(listener:listen(5))
start(function() datagram:receive(memory.create(100)) end)
start(function() listener:accept() end)
start(function() assert(system.socket("stream")):connect(listener:getaddress()) end)
start(function() system.awaitsig("user1") end)
start(function() system.execute("/bin/true") end)
start(function() system.findaddr("localhost", 80) end)
start(function() system.pause(1000) end)
print("the end")
