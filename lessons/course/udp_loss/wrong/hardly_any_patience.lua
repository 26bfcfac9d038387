-- reason: flood
-- Asks again every ten milliseconds, although most answers take longer than that.
local memory = require "memory"
local system = require "coutil.system"
return function(socket)
  local buffer = memory.create(64)
  local number = 0
  return function(amount)
    number = number + 1
    local question = number .. " " .. amount
    local sender = coroutine.create(function()
      while true do
        socket:send(question)
        system.pause(0.01)
      end
    end)
    coroutine.resume(sender)
    while true do
      local size = socket:receive(buffer)
      local of, total = buffer:tostring(1, size):match("^(%d+) (%d+)$")
      if tonumber(of) == number then
        coroutine.close(sender)
        return tonumber(total)
      end
    end
  end
end
