-- What nobody is there for: a connection, a datagram, a name.

local memory = require "memory"
local system = require "coutil.system"

coroutine.wrap(function()
  local listener = system.socket("listen")
  listener:bind(system.address("ipv4", "127.0.0.1:0"))
  local nobody = listener:getaddress()
  listener:close()
  local stream = system.socket("stream")
  print(stream:connect(nobody))
  print(stream:send("x"))
  stream:close()
  local datagram = system.socket("datagram")
  datagram:bind(system.address("ipv4", "127.0.0.1:0"))
  datagram:connect(nobody)
  print(datagram:send("x"))
  print(datagram:receive(memory.create(5)))
  print(datagram:connect())
  print(datagram:send("x"))
  datagram:close()
  print(system.findaddr("no.such.name.invalid", 80))
  for address, kind in system.findaddr("127.0.0.1", "80") do print(address, kind) end
end)()

system.run()
