-- A check that breaks at a moment amid the run.
local sim = require "coutil.sim"
sim.host { name = "a" }
local function is_small() return (sim.get("count") or 0) < 3 end
sim.always(is_small, "the count stays below three")
