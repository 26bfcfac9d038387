-- reason: forbidden
local sim = load("return require 'coutil.sim'", "=harness.lua", "t")()
sim.at(0, function() sim.heal() end)
