-- reason: error
-- The main program is no coroutine: it can't be suspended.

local system = require "coutil.system"

local function make_tea()
  print("tea: water is on")
  system.pause(3)
  print("tea: ready")
end

local function make_toast()
  print("toast: bread is in")
  system.pause(2)
  print("toast: ready")
end

coroutine.resume(coroutine.create(make_tea))
make_toast()
system.run()
print("breakfast!")
