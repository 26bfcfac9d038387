-- A machine with some programs: one is well, one complains, one crashes, two never end, and one is not there.

local sim = require "coutil.sim"

-- The lanes of what runs in a process say so.
local function start(name, body)
  assert(coroutine.resume(require("coutil.trace").name(coroutine.create(body), name)))
end

local function pause(name, seconds)
  local system = require "coutil.system"
  start(name .. " works", function() system.pause(seconds) end)
  system.run()
end

local function takes(seconds) return 0.01 + seconds * math.random() end

sim.host { name = "machine" }
sim.program("/bin/good", function() pause("good", takes(0.15)) end)
sim.program("/bin/bad", function()
  pause("bad", takes(0.15))
  return 3
end)
sim.program("/bin/crash", function()
  local here = require "coutil.sim"
  pause("crash", takes(0.15))
  here.kill(here.getpid(), "abort")
end)
sim.program("/bin/endless", function() pause("endless", 60) end)
sim.program("/bin/stubborn", function()
  local system = require "coutil.system"
  start("stubborn ignores TERM", function()
    while true do system.awaitsig("terminate") end -- and goes on
  end)
  start("stubborn works", function()
    system.pause(60)
    os.exit(0)
  end)
  system.run()
end)
sim.program("/bin/kill", function(signal, number)
  local here = require "coutil.sim"
  if not number then signal, number = "-TERM", signal end
  if not here.kill(math.tointeger(tonumber(number)), signal:match("^%-(.+)$")) then return 1 end
end)
