-- A server that counts in a file crashes between two answers, and counts on when it is back.
local sim = require "coutil.sim"
local server = sim.host { name = "server", address = "10.0.0.1/24", program = "server.lua" }
sim.host { name = "client", address = "10.0.0.2/24" }
sim.at(2.5, function() server:crash() end)
sim.at(3.5, function() server:restart() end)
