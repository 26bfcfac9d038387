-- An emit, and who runs next.

local event = require "coutil.event"
local system = require "coutil.system"

local function waiter()
  event.await("go")
  print "B"
  system.pause(1)
  print "D"
end

coroutine.wrap(waiter)()

print "A"
event.emitone("go")
print "C"
system.run()
