-- Two machines whose clocks are wrong, one that is paused, and one that is right.
local sim = require "coutil.sim"
local function program()
  local system = require "coutil.system"
  coroutine.wrap(function()
    for _ = 1, 2 do
      local wall = os.time()
      system.pause(10)
      print(sim.hostname(), os.time() - wall, sim.now())
    end
  end)()
  system.run()
end
local fast = sim.host { name = "fast", program = program }
local slow = sim.host { name = "slow", program = program }
local skewed = sim.host { name = "skewed", program = program }
local paused = sim.host { name = "paused", program = program }
sim.host { name = "right" }
fast:clock { drift = 1 }
slow:clock { drift = -0.5, skew = 3600 }
sim.at(5, function() skewed:clock { skew = -1000 } end)
sim.at(5, function() paused:pause() end)
sim.at(25, function() paused:resume() end)
