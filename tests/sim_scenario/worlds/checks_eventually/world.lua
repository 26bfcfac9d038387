-- A check that comes true in time, and one that does not, though the script has ended long ago.
local sim = require "coutil.sim"
sim.host { name = "a" }
sim.eventually(function() return sim.get("done") end, 5, "it is done")

sim.eventually(function() return sim.get("never") end, 60, "it is done again")
