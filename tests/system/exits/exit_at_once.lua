-- os.exit in a coroutine that an operation resumed.
-- exit 5
-- stderr empty

local system = require "coutil.system"

local listener = assert(system.socket("listen"))
assert(listener:listen(5))
assert(coroutine.resume(coroutine.create(function() listener:accept() end)))
assert(coroutine.resume(coroutine.create(function()
  system.execute("/bin/true")
  os.exit(5)
end)))
system.run()
