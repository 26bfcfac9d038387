-- reason: waits-forever
-- Asks a second time after a while, and then no more.
local memory = require "memory"
local system = require "coutil.system"
return function(socket)
  local buffer = memory.create(64)
  local number = 0
  return function(amount)
    number = number + 1
    local mine, done = number, false
    socket:send(mine .. " " .. amount)
    coroutine.wrap(function()
      system.pause(0.15)
      if not done then socket:send(mine .. " " .. amount) end
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
