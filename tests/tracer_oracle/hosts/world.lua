-- Four machines that do random things to themselves and to each other, over a network that loses some of it. They
-- crash and come back, stand still for a while, and are cut off.
local sim = require "coutil.sim"

sim.links { latency = { 0.0005, 0.01 }, loss = 0.05, duplication = 0.05 }
local machines = {}
for number, name in ipairs { "a", "b", "c" } do
  machines[number] = sim.host { name = name, address = "10.0.0." .. number, program = "script.lua" }
end
machines[4] = sim.host { name = "d", address = "10.0.0.4" } -- here runs SCRIPT
sim.program("/bin/child", "script.lua")

local function some() return machines[sim.random(3)] end
for _ = 1, 3 do
  local machine, now = some(), 3 * sim.random()
  sim.at(now, function() machine:crash() end)
  sim.at(now + sim.random(), function() machine:restart() end)
end
local still, now = some(), 2 * sim.random()
sim.at(now, function() still:pause() end)
sim.at(now + sim.random(), function() still:resume() end)
sim.at(2 * sim.random(), function() sim.partition(some(), machines[4]) end)
sim.at(2 + sim.random(), function() sim.heal() end)
