-- An emit, and who runs next.

local event = require "coutil.event"
local system = require "coutil.system"

coroutine.wrap(function()
  event.await("go")
  print "B"
  system.pause(1)
  print "D"
end)()

print "A"
event.emitone("go")
print "C"
system.run()
