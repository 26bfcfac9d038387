-- Says what it hears, and answers.
local system = require "coutil.system"
local memory = require "memory"
local sim = require "coutil.sim"
coroutine.wrap(function()
  local socket = system.socket("datagram")
  assert(socket:bind(system.address("ipv4", "0.0.0.0", 7)))
  local buffer, from = memory.create(10), system.address("ipv4")
  while true do
    local size = socket:receive(buffer, 1, -1, from)
    print("b hears", tostring(buffer):sub(1, size), sim.now())
    socket:send(buffer, 1, size, from)
  end
end)()
system.run()
