-- Starts a program that does not end, and gives up waiting for it.

local system = require "coutil.system"
local trace = require "coutil.trace"

local waiter = coroutine.create(function()
  print(system.execute("/bin/endless"))
  trace.note("gave up")
end)
assert(coroutine.resume(waiter))

coroutine.wrap(function()
  system.pause(0.1)
  coroutine.resume(waiter, "I give up")
  system.pause(1)
  trace.note("a second later")
end)()

system.run()
