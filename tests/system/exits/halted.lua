-- run is left in the middle, with a send of which the rest is under way, a reader, and a process.
-- exit 0
-- stderr has left waiting
-- stdout has halted	true

local memory = require "memory"
local system = require "coutil.system"

local function start(f) assert(coroutine.resume(coroutine.create(f))) end

local listener = assert(system.socket("listen"))
assert(listener:bind(system.address("ipv4", "127.0.0.1:0")))
assert(listener:listen(5))
start(function()
  local client = assert(system.socket("stream"))
  assert(client:connect(listener:getaddress()))
  local server = assert(listener:accept())
  start(function() client:send(memory.create(16 << 20)) end)
  start(function() client:receive(memory.create(100)) end)
  start(function() system.execute("/bin/sh", "-c", "sleep 0.2") end)
  start(function() system.findaddr("localhost", 80) end)
  system.pause(0.01)
  system.halt()
  server:receive(memory.create(10))
end)
print("halted", system.run())
