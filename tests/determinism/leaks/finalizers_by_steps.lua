-- The collector runs by itself, somewhere in a program that makes garbage.
local system = require "coutil.system"
coroutine.wrap(function()
  for i = 1, 200 do
    setmetatable({}, { __gc = function() io.write(i, " ") end })
    local _ = ("x"):rep(10000 + i)
    system.pause(0.001)
  end
end)()
system.run()
