-- Sends twenty thousand bytes, little by little.
local system = require "coutil.system"
coroutine.wrap(function()
  local bytes = {}
  for i = 1, 20000 do bytes[i] = string.char(i % 251) end
  local text = table.concat(bytes)
  local stream = system.socket("stream")
  local address = system.findaddr("server", 80)()
  assert(stream:connect(address))
  for i = 1, #text, 500 do
    assert(stream:send(text, i, i + 499))
    system.pause(0.25)
  end
  stream:shutdown()
  system.pause(60)
end)()
system.run()
