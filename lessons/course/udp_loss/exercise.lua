-- Puts money into a bank by datagrams: asks, and waits for the answer.

local memory = require "memory"

-- The socket is connected to the bank. "NUMBER AMOUNT" goes there, "NUMBER TOTAL" comes back.
return function(socket)
  local buffer = memory.create(64)
  local number = 0

  return function(amount)
    number = number + 1
    socket:send(number .. " " .. amount)
    local size = socket:receive(buffer)
    local _, total = buffer:tostring(1, size):match("^(%d+) (%d+)$")
    return tonumber(total)
  end
end
