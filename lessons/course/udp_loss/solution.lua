-- Puts money into a bank by datagrams: asks again, under the same number, until the answer to that number comes.

local memory = require "memory"
local system = require "coutil.system"

local kPatience = 0.15 -- seconds; there and back takes 0.12 at most

return function(socket)
  local buffer = memory.create(64)
  local number = 0

  -- The next datagram, or nil if none comes in time.
  local function receive()
    local client = coroutine.running()
    local timer = coroutine.create(function()
      if system.pause(kPatience) then coroutine.resume(client) end
    end)
    coroutine.resume(timer)
    local size = socket:receive(buffer)
    if size then coroutine.close(timer) end -- or it would strike in a later wait
    return size and buffer:tostring(1, size)
  end

  return function(amount)
    number = number + 1
    while true do
      socket:send(number .. " " .. amount)
      local text = receive()
      while text do
        local of, total = text:match("^(%d+) (%d+)$")
        if tonumber(of) == number then return tonumber(total) end
        text = receive() -- that was a late answer to an earlier question
      end
    end
  end
end
