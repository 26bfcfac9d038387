-- What one host says is heard, what the other says is not; then the other way round; then a link is held.
local sim = require "coutil.sim"
local a = sim.host { name = "a", address = "10.0.0.1/24" }
local b = sim.host { name = "b", address = "10.0.0.2/24", program = "echo.lua" }
sim.links { latency = 0.01 }
sim.at(1.5, function() sim.partition(b, a, "oneway") end)
sim.at(3.5, function()
  sim.heal()
  sim.partition({ "a" }, { "b" }, "oneway")
end)
sim.at(4.5, function()
  sim.heal(a)
  sim.hold(a, b)
end)
sim.at(7.5, function() sim.release(a, b) end)
