-- Asks the server to count, once a second, and gives up after a tenth of one.
local system = require "coutil.system"
local memory = require "memory"
local spawn = require "coutil.spawn"

local socket = system.socket("datagram")
spawn.catch(print, function()
  local buffer = memory.create(10)
  local address = system.findaddr("server", 9)()
  for _ = 1, 5 do
    system.pause(1)
    socket:send("count", 1, -1, address)
    local answer
    local waiter = spawn.catch(print, function()
      local size = socket:receive(buffer)
      answer = size and tostring(buffer):sub(1, size)
    end)
    system.pause(0.1)
    if not answer then coroutine.resume(waiter, nil) end
    print(answer or "no answer")
  end
end)
system.run()
