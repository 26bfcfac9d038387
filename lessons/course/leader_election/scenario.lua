-- Four nodes. Their network is cut into two for a while: one and three, or two and two.

local sim = require "coutil.sim"

local hosts = {}
for number = 1, 4 do
  hosts[number] = sim.host { name = "n" .. number, address = "10.0.0." .. number .. "/24",
    program = number > 1 and "harness.lua" or nil } -- SCRIPT runs on the first one
end
sim.links { latency = { 0.002, 0.01 } }

-- Whom the cut divides: one of the nodes and the others, or two and two.
local function groups()
  local these, those = {}, {}
  local alone, is_even = sim.random(4), sim.random(3) == 1
  for number, host in ipairs(hosts) do
    local is_here = number == alone or is_even and number == alone % 4 + 1
    table.insert(is_here and these or those, host)
  end
  return these, those
end

local cut = 1.4 + 0.3 * sim.random()
sim.at(cut, function() sim.partition(groups()) end)
sim.at(cut + 1.6, function() sim.heal() end)
