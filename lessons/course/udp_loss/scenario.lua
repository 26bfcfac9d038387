-- A bank and its client, and a link between them that loses, doubles and delays.

local sim = require "coutil.sim"

sim.host { name = "bank", address = "10.0.0.1/24", program = "server.lua" }
sim.host { name = "client", address = "10.0.0.2/24" }
sim.link("bank", "client", { latency = { 0.005, 0.06 }, loss = 0.25, duplication = 0.1 })
