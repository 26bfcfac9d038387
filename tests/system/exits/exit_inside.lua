-- os.exit in a coroutine that an operation resumed, with the state closed.
-- exit 7
-- stderr empty
-- stdout has closed by the end

local memory = require "memory"
local system = require "coutil.system"

local listener = assert(system.socket("listen"))
assert(listener:bind(system.address("ipv4", "127.0.0.1:0")))
assert(listener:listen(5))
local waiter = coroutine.create(function()
  local _ <close> = setmetatable({}, { __close = function() print("not this one") end })
  listener:accept()
end)
assert(coroutine.resume(waiter))
kept = setmetatable({}, { __gc = function() print("closed by the end") end })
assert(coroutine.resume(coroutine.create(function()
  local datagram = assert(system.socket("datagram"))
  assert(datagram:bind(system.address("ipv4", "127.0.0.1:0")))
  assert(datagram:send("x", 1, -1, datagram:getaddress()))
  datagram:receive(memory.create(10))
  os.exit(7, true)
end)))
system.run()
print("not here")
