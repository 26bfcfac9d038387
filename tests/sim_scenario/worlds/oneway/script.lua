-- Says a number each second, and what it hears.
local system = require "coutil.system"
local memory = require "memory"
local sim = require "coutil.sim"
local socket = system.socket("datagram")
assert(socket:bind(system.address("ipv4", "0.0.0.0", 8)))
coroutine.wrap(function()
  local buffer = memory.create(10)
  while true do
    local size = socket:receive(buffer)
    print("a hears", tostring(buffer):sub(1, size), sim.now())
  end
end)()
coroutine.wrap(function()
  for number = 1, 7 do
    system.pause(1)
    socket:send(tostring(number), 1, -1, system.address("ipv4", "10.0.0.2", 7))
  end
  system.pause(1)
  os.exit(0, true)
end)()
system.run()
