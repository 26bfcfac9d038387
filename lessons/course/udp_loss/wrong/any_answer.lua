-- reason: wrong-answer
-- Asks again, but takes whatever comes for the answer to this question.
local memory = require "memory"
local system = require "coutil.system"
return function(socket)
  local buffer = memory.create(64)
  local number = 0
  return function(amount)
    local client = coroutine.running()
    number = number + 1
    while true do
      socket:send(number .. " " .. amount)
      local timer = coroutine.create(function()
        if system.pause(0.15) then coroutine.resume(client) end
      end)
      coroutine.resume(timer)
      local size = socket:receive(buffer)
      if size then
        coroutine.close(timer)
        return tonumber(buffer:tostring(1, size):match(" (%d+)$"))
      end
    end
  end
end
