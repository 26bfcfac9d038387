-- Finalizers and close handlers that run when the state ends may use sockets; nothing waits there any more.
-- exit 0
-- stderr has left waiting
-- stdout has finalized	false	true

local memory = require "memory"
local system = require "coutil.system"

local socket = assert(system.socket("datagram"))
assert(socket:bind(system.address("ipv4", "127.0.0.1:0")))
local reader = coroutine.create(function() socket:receive(memory.create(10)) end)
assert(coroutine.resume(reader))
kept = setmetatable({}, { __gc = function()
  coroutine.close(reader)
  socket:close()
  local ok = pcall(system.socket, "stream")
  print("finalized", (pcall(system.pause)), type(ok) == "boolean")
end })
