-- A link to nowhere.
local sim = require "coutil.sim"
local a = sim.host { name = "a" }

sim.link(a, "b", { latency = 1 })
