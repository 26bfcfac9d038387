-- Sends back what it receives.

local memory = require "memory"
local system = require "coutil.system"

local function serve(connection)
  local buffer = memory.create(64)
  local size = connection:receive(buffer)
  while size and connection:send(buffer, 1, size) do size = connection:receive(buffer) end
  connection:close()
end

coroutine.wrap(function()
  local socket = system.socket("listen")
  assert(socket:bind(system.address("ipv4", "10.0.0.2", 7000)))
  assert(socket:listen(1000))
  while true do coroutine.wrap(serve)(assert(socket:accept())) end
end)()
system.run()
