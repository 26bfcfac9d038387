-- Where a coroutine stops, and who goes on then.

local system = require "coutil.system"

local function letters()
  print "A"
  system.pause(1)
  print "B"
end

coroutine.wrap(letters)()
print "C"
system.run()
print "D"
