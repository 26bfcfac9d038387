-- Clients that send messages of 64 bytes to a server, and wait for each to come back: tcp_net.lua, with the
-- arguments CLIENTS MESSAGES of the script.

local sim = require "coutil.sim"
local clients, messages = tonumber(sim.args[1]), sim.args[2]

sim.host { name = "main", address = "10.0.0.1/8" }
sim.host { name = "server", address = "10.0.0.2/8", program = "tcp_server.lua" }
for i = 1, clients do
  sim.host { name = "client" .. i, address = ("10.1.%d.%d/8"):format(i // 200, i % 200 + 1),
    program = "tcp_client.lua", args = { messages } }
end
