-- reason: missing-line
-- Its network is a simulated one.
local system = require "coutil.system"
coroutine.wrap(function()
  local stream = assert(system.socket "stream")
  print(stream:connect(system.address("ipv4", "127.0.0.1:22")))
end)()
system.run()
