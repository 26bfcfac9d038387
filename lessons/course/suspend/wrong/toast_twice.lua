-- reason: twice
-- The old coroutine, which makes both, is still begun beside the new one.

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

local function cook()
  make_tea()
  make_toast()
end

coroutine.resume(coroutine.create(cook))
coroutine.resume(coroutine.create(make_toast))
system.run()
print("breakfast!")
