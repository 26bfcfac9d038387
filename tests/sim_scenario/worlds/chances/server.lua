-- Counts the bytes that come, and looks at each.
local system = require "coutil.system"
local memory = require "memory"
local sim = require "coutil.sim"
coroutine.wrap(function()
  local listener = system.socket("listen")
  assert(listener:bind(system.address("ipv4", "0.0.0.0", 80)))
  assert(listener:listen(8))
  local stream = listener:accept()
  local buffer, received = memory.create(1000), 0
  while true do
    local size = stream:receive(buffer)
    if not size then break end
    for i = 1, size do assert(buffer:get(i) == (received + i) % 251, "bytes out of order") end
    received = received + size
    sim.set("received", received)
  end
  print("all", received)
end)()
system.run()
