-- Counts up, beyond what the world allows.
local system = require "coutil.system"
local sim = require "coutil.sim"
coroutine.wrap(function()
  for count = 1, 10 do
    system.pause(0.5)
    sim.set("count", count)
    print(count)
  end
end)()
system.run()
