-- Two coroutines: one pauses for a millisecond, the other asks for another turn a thousand times.

local spawn = require "coutil.spawn"
local system = require "coutil.system"

local function millisecond()
  system.pause(0.001)
  print "a millisecond is over"
end

local function turns()
  for _ = 1, 1000 do system.pause() end
  print "a thousand turns are over"
end

spawn.catch(error, millisecond)
spawn.catch(error, turns)

system.run()
