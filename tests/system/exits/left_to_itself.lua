-- What goes on without its coroutine does not keep the program: a process and the rest of a send.
-- exit 0
-- stderr empty
-- stdout has run	false

local memory = require "memory"
local system = require "coutil.system"

local function start(f)
  local co = coroutine.create(f)
  assert(coroutine.resume(co))
  return co
end

local listener = assert(system.socket("listen"))
assert(listener:bind(system.address("ipv4", "127.0.0.1:0")))
assert(listener:listen(5))
local client, server
start(function()
  client = assert(system.socket("stream"))
  assert(client:connect(listener:getaddress()))
  server = assert(listener:accept())
end)
system.run()
coroutine.close(start(function() client:send(memory.create(16 << 20)) end))
coroutine.close(start(function() system.execute("/bin/sh", "-c", "sleep 0.3") end))
coroutine.close(start(function() system.findaddr("localhost", 80) end))
print("run", system.run())
