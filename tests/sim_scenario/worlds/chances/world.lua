-- Random faults over a noisy network, and a stream whose bytes all come, in order.
local sim = require "coutil.sim"
sim.links { latency = { 0.001, 0.05, spread = "exponential" }, jitter = 0.002, loss = 0.05, duplication = 0.02, reordering = 0.05 }
local server = sim.host { name = "server", program = "server.lua" }
local client = sim.host { name = "client" }
sim.randomly(0.5, function()
  if sim.random() < 0.5 then
    sim.partition(server, client)
  else
    sim.heal()
  end
end)
sim.randomly(0.2, function() server:pause() end)
sim.every(3, function()
  server:resume()
  sim.heal()
end)
sim.eventually(function() return sim.get("received") == 20000 end, 600, "all bytes arrive")
