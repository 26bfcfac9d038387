-- SIGPIPE does not end the program, whether its sends wait or not.
-- exit 0
-- stderr empty
-- stdout has alive	nil	broken pipe

local system = require "coutil.system"

assert(coroutine.resume(coroutine.create(function()
  local listener = assert(system.socket("listen"))
  assert(listener:bind(system.address("ipv4", "127.0.0.1:0")))
  assert(listener:listen(5))
  local client = assert(system.socket("stream"))
  assert(client:connect(listener:getaddress()))
  local server = assert(listener:accept())
  assert(server:close())
  system.pause(0.01)
  client:send("one")
  system.pause(0.01)
  client:send("two")
  client:send(("x"):rep(1 << 24))
  print("alive", client:send("three"))
end)))
system.run()
