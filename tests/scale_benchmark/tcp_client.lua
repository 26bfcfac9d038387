-- Sends messages to the server, one after the other: tcp_client.lua MESSAGES

local memory = require "memory"
local system = require "coutil.system"

local messages = tonumber((...))
coroutine.wrap(function()
  system.pause(0.001)
  local socket = system.socket("stream")
  assert(socket:connect(system.address("ipv4", "10.0.0.2", 7000)))
  local buffer, text = memory.create(64), ("m"):rep(64)
  for _ = 1, messages do
    assert(socket:send(text))
    local size = 0
    repeat size = size + assert(socket:receive(buffer)) until size == 64
  end
  socket:close()
end)()
system.run()
