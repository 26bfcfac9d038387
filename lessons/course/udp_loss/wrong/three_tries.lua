-- reason: gave-up
-- Gives up after three tries; on such a link that is not often enough.
local memory = require "memory"
local system = require "coutil.system"
return function(socket)
  local buffer = memory.create(64)
  local number = 0
  return function(amount)
    local client = coroutine.running()
    number = number + 1
    for _ = 1, 3 do
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
