-- A client that sends, says that it sends no more, and then receives.

local memory = require "memory"
local system = require "coutil.system"
local trace = require "coutil.trace"

local listener = assert(system.socket("listen"))
assert(listener:bind(system.address("ipv4", "127.0.0.1:0")))
assert(listener:listen(1))

coroutine.wrap(function()
  local stream, buffer = listener:accept(), memory.create(16)
  trace.name(coroutine.running(), "server")
  while stream:receive(buffer) do end
  stream:send("got it all")
  stream:close()
end)()

coroutine.wrap(function()
  trace.name(coroutine.running(), "client")
  local stream, buffer = assert(system.socket("stream")), memory.create(16)
  assert(stream:connect(listener:getaddress()))
  stream:send("a question")
  stream:shutdown()
  local size, why = stream:receive(buffer)
  print("the client gets: " .. (size and buffer:tostring(1, size) or why))
end)()

system.run()
