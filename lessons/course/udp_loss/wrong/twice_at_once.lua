-- reason: waits-forever
-- Sends everything twice, in the hope that one of the two arrives, and then waits without a limit.
local memory = require "memory"
return function(socket)
  local buffer = memory.create(64)
  local number = 0
  return function(amount)
    number = number + 1
    socket:send(number .. " " .. amount)
    socket:send(number .. " " .. amount)
    while true do
      local size = socket:receive(buffer)
      local of, total = buffer:tostring(1, size):match("^(%d+) (%d+)$")
      if tonumber(of) == number then return tonumber(total) end
    end
  end
end
