-- An error in a coroutine that an operation resumed counts; the others go on.
-- exit 1
-- stderr has lost my head
-- stdout has the other	exit	0

local system = require "coutil.system"

assert(coroutine.resume(coroutine.create(function()
  system.execute("/bin/true")
  error("lost my head")
end)))
assert(coroutine.resume(coroutine.create(function()
  system.execute("/bin/sh", "-c", "sleep 0.05")
  print("the other", system.execute("/bin/true"))
end)))
system.run()
