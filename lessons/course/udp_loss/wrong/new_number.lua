-- reason: counted-twice
-- Asks again under a new number: the bank takes it for another deposit.
local memory = require "memory"
local system = require "coutil.system"
return function(socket)
  local buffer = memory.create(64)
  local number = 0
  return function(amount)
    local client = coroutine.running()
    while true do
      number = number + 1
      socket:send(number .. " " .. amount)
      local timer = coroutine.create(function()
        if system.pause(0.15) then coroutine.resume(client) end
      end)
      coroutine.resume(timer)
      local size = socket:receive(buffer)
      if size then
        coroutine.close(timer)
        local of, total = buffer:tostring(1, size):match("^(%d+) (%d+)$")
        if tonumber(of) == number then return tonumber(total) end
      end
    end
  end
end
