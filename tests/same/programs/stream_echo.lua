-- A client and a server that answers, to the end of both.

local memory = require "memory"
local system = require "coutil.system"

local listener = system.socket("listen")
listener:bind(system.address("ipv4", "127.0.0.1:0"))
listener:listen(5)
local address = listener:getaddress()

coroutine.wrap(function()
  local stream, buffer = listener:accept(), memory.create(100)
  while true do
    local count, message = stream:receive(buffer)
    if not count then
      print(message)
      break
    end
    stream:send(buffer, 1, count)
  end
  stream:close()
  listener:close()
end)()

coroutine.wrap(function()
  local stream, buffer = system.socket("stream"), memory.create(100)
  print(stream:connect(address))
  for _ = 1, 10 do
    stream:send("hello world")
    print(stream:receive(buffer))
  end
  stream:shutdown()
  print(stream:receive(buffer))
  stream:close()
end)()

system.run()
