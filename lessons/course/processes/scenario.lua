-- A machine with some programs: one is well, one complains, one crashes, two never end, and one is not there.

local sim = require "coutil.sim"

local function pause(seconds)
  local system = require "coutil.system"
  coroutine.wrap(function() system.pause(seconds) end)()
  system.run()
end

local function takes(seconds) return 0.01 + seconds * math.random() end

sim.host { name = "machine" }
sim.program("/bin/good", function() pause(takes(0.15)) end)
sim.program("/bin/bad", function()
  pause(takes(0.15))
  return 3
end)
sim.program("/bin/crash", function()
  local here = require "coutil.sim"
  pause(takes(0.15))
  here.kill(here.getpid(), "abort")
end)
sim.program("/bin/endless", function() pause(60) end)
sim.program("/bin/stubborn", function()
  local system = require "coutil.system"
  coroutine.wrap(function()
    while true do system.awaitsig("terminate") end -- and goes on
  end)()
  coroutine.wrap(function()
    system.pause(60)
    os.exit(0)
  end)()
  system.run()
end)
sim.program("/bin/kill", function(signal, number)
  local here = require "coutil.sim"
  if not number then signal, number = "-TERM", signal end
  if not here.kill(math.tointeger(tonumber(number)), signal:match("^%-(.+)$")) then return 1 end
end)
