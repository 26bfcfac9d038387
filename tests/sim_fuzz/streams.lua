-- A scenario for streams: pairs of hosts with links that lose, double, reorder and delay, and are cut for a while.
-- What arrives is always a beginning of what was sent, and all of it when the link holds again. SCRIPT is any
-- program.

local sim = require "coutil.sim"

local kPairs, kHealed = 20, 5 -- seconds until all links hold

local function between(least, most) return least + (most - least) * sim.random() end
local function chance(odds) return sim.random() < odds end

sim.host { name = "script" }
for pair = 1, kPairs do
  local server = sim.host { name = "server" .. pair, program = "stream_end.lua", args = { pair, sim.random(0, 100000) } }
  local client = sim.host {
    name = "client" .. pair,
    program = "stream_end.lua",
    args = { pair, sim.random(0, 100000), server:addresses()[1] },
  }
  for _, way in ipairs { { client, server }, { server, client } } do
    local settings = {
      latency = { between(0, 0.01), between(0.01, 0.1), spread = ({ "uniform", "normal", "exponential" })[sim.random(3)] },
      jitter = chance(0.5) and between(0, 0.02) or nil,
      loss = between(0, 0.3),
      duplication = between(0, 0.3),
      reordering = between(0, 0.3),
      reordering_delay = between(0, 0.1),
      bandwidth = chance(0.2) and sim.random(1000000, 100000000) or nil,
      queue = chance(0.2) and sim.random(20000, 100000) or nil,
      mtu = chance(0.3) and sim.random(576, 9000) or nil,
      oneway = true,
    }
    sim.link(way[1], way[2], settings)
  end
  local start = between(0, 4)
  if chance(0.7) then
    sim.at(start, function() sim.partition(client, server, chance(0.3) and "oneway" or "both") end)
    sim.at(between(start, kHealed), function() sim.heal(client, server) end)
  end
  if chance(0.3) then sim.at(between(0, 4), function() sim.hold(client, server) end) end
  sim.at(kHealed, function()
    sim.heal(client, server)
    sim.release(client, server)
    sim.link(client, server, { loss = 0 })
  end)
  for _, name in ipairs { "server", "client" } do
    local key = name .. pair
    sim.eventually(function() return sim.get(key) end, 600, key .. " has all bytes, and the end")
  end
end
