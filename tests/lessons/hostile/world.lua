-- reason: not-waited
local sim = require "coutil.sim"
local system = require "coutil.system"
coroutine.wrap(function() print("tea: water is on") system.pause(3) print("tea: ready") end)()
sim.at(0, function() print("toast: bread is in") end)
sim.at(2, function() print("toast: ready") end)
system.run()
print("breakfast!")
