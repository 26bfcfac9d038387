-- reason: one-coroutine
-- One coroutine that has worked out by hand what is ready when.

local system = require "coutil.system"

coroutine.wrap(function()
  print("tea: water is on")
  print("toast: bread is in")
  system.pause(2)
  print("toast: ready")
  system.pause(1)
  print("tea: ready")
end)()

system.run()
print("breakfast!")
