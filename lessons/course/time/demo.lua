-- Two coroutines: one pauses for a millisecond, the other asks for another turn a thousand times.

local spawn = require "coutil.spawn"
local system = require "coutil.system"

spawn.catch(error, function()
  system.pause(0.001)
  print "a millisecond is over"
end)

spawn.catch(error, function()
  for _ = 1, 1000 do system.pause() end
  print "a thousand turns are over"
end)

system.run()
