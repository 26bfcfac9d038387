-- A server and the machine of its clients.

local sim = require "coutil.sim"

sim.host { name = "server", address = "10.0.0.1/24", program = "server.lua" }
sim.host { name = "clients", address = "10.0.0.2/24" }
sim.link("server", "clients", { latency = { 0.001, 0.004 } })
