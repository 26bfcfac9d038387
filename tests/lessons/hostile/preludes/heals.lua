-- reason: forbidden
local sim = require "coutil.sim"
sim.heal()
sim.link("bank", "client", { loss = 0 })
