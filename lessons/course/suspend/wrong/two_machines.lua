-- reason: forbidden
-- Two machines, which wait at the same time because each has a program of its own.

local sim = require "coutil.sim"

local function make(begin, seconds, ready)
  return function()
    local system = require "coutil.system"
    coroutine.wrap(function()
      print(begin)
      system.pause(seconds)
      print(ready)
    end)()
    system.run()
  end
end

sim.host { name = "toaster", program = make("toast: bread is in", 2, "toast: ready") }
make("tea: water is on", 3, "tea: ready")()
print("breakfast!")
