-- A musician, some of whose beats are short, and some longer than a second. It is not to be changed.

local system = require "coutil.system"
local trace = require "coutil.trace"
local guard = dofile "guard.lua"
local metronome = guard.table { "run" }

local function beat(i)
  trace.note(("beat %s begins"):format(tostring(i)))
  print("beat " .. tostring(i))
  system.pause(math.random(2) == 1 and math.random(1, 3) / 10 or math.random(12, 15) / 10)
  trace.note(("beat %s ends"):format(tostring(i)))
end

local function musician()
  metronome.run(8, beat)
  trace.note("run returned")
end

assert(coroutine.resume(trace.name(coroutine.create(musician), "musician")))
system.run()
