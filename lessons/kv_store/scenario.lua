-- Three servers and two clients on five machines. Their network is cut somewhere for a while, two times, and a
-- server may crash and come back; when and where is drawn from the seed. hasty.lua is the same with hasty servers.

local sim = require "coutil.sim"

local kServers = { "10.0.0.1:7001", "10.0.0.2:7001", "10.0.0.3:7001" } -- as in the words for SCRIPT, client.lua
local kNames = { "a", "b", "c" }

sim.links { latency = { 0.0005, 0.01 } }

local machines = {}
for number, name in ipairs(kNames) do
  local args = { name }
  for other, address in ipairs(kServers) do args[other + 1] = kNames[other] .. "=" .. address end
  if Hasty then table.insert(args, 1, "--hasty") end
  machines[number] = sim.host { name = name, address = kServers[number]:match("^[^:]+"), program = "server.lua", args = args }
end
machines[4] = sim.host { name = "one", address = "10.0.0.11" } -- here runs SCRIPT
machines[5] = sim.host { name = "two", address = "10.0.0.12", program = "client.lua", args = { "two", 40, table.unpack(kServers) } }

-- Between some of the machines and the others; one time in three, only one way.
local function cut()
  local these, those = {}, {}
  for _, machine in ipairs(machines) do table.insert(sim.random() < 0.5 and these or those, machine) end
  if #these == 0 or #those == 0 then return end
  if sim.random(3) == 1 then sim.partition(these, those, "oneway") else sim.partition(these, those) end
end

local now = 0
for _ = 1, 2 do
  now = now + 0.5 + 2 * sim.random()
  sim.at(now, cut)
  now = now + 0.3 + 2 * sim.random()
  sim.at(now, sim.heal)
end

if sim.random(2) == 1 then
  local server = machines[sim.random(3)]
  now = 1 + 4 * sim.random()
  sim.at(now, function() server:crash() end)
  sim.at(now + 2 * sim.random(), function() server:restart() end)
end

-- SCRIPT tells by its exit status whether client one found its writes again; of two we read its history.
local verdict
sim.every(1, function()
  verdict = (machines[5]:read("two.history") or ""):match("writes were acknowledged; (.*)\n")
  if verdict and verdict ~= "all are there" then sim.fail("client two: " .. verdict) end
end)
sim.eventually(function() return verdict end, 120, "client two ends")
