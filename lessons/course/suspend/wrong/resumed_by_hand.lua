-- reason: not-waited
-- A second resume ends the pause at once, by hand.

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

local tea = coroutine.create(make_tea)
local toast = coroutine.create(make_toast)
coroutine.resume(tea)
coroutine.resume(toast)
coroutine.resume(toast)
coroutine.resume(tea)
system.run()
print("breakfast!")
