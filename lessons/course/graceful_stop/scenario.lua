-- One machine, and somebody who tells its program to end.

local sim = require "coutil.sim"

local server = sim.host { name = "server" }
sim.at(0.25 + 0.4 * sim.random(), function() server:signal("terminate") end)
