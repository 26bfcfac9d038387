-- One coroutine sends again and again, the other one waits for the answer: no wait is cut short.
local memory = require "memory"
local system = require "coutil.system"
return function(socket)
  local buffer = memory.create(64)
  local number = 0
  return function(amount)
    number = number + 1
    local mine, done = number, false
    coroutine.wrap(function()
      while not done do
        socket:send(mine .. " " .. amount)
        system.pause(0.1)
      end
    end)()
    while true do
      local size = socket:receive(buffer)
      local of, total = buffer:tostring(1, size):match("^(%d+) (%d+)$")
      if tonumber(of) == mine then
        done = true
        return tonumber(total)
      end
    end
  end
end
