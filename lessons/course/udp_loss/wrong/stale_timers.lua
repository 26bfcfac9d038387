-- reason: flood
-- Never ends a timer: those of the answered questions cut the later waits short, and each of them asks again.
local memory = require "memory"
local system = require "coutil.system"
return function(socket)
  local buffer = memory.create(64)
  local number = 0
  return function(amount)
    number = number + 1
    local client = coroutine.running()
    while true do
      coroutine.wrap(function()
        system.pause(0.15)
        coroutine.resume(client)
      end)()
      socket:send(number .. " " .. amount)
      local size = socket:receive(buffer)
      local of, total
      if size then of, total = buffer:tostring(1, size):match("^(%d+) (%d+)$") end
      if tonumber(of) == number then return tonumber(total) end
    end
  end
end
