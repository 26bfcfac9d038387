-- A ring of hosts, each of which sends the next one a heartbeat a second: beat_net.lua, with the arguments HOSTS
-- BEATS of the script.

local sim = require "coutil.sim"
local hosts, beats = tonumber(sim.args[1]), sim.args[2]

local function address(i) return ("10.0.%d.%d"):format(i // 200 + 1, i % 200 + 1) end

sim.host { name = "main", address = "10.0.0.1/8" }
for i = 0, hosts - 1 do
  sim.host { name = "host" .. i, address = address(i) .. "/8", program = "beat.lua",
    args = { address(i), address((i + 1) % hosts), beats } }
end
