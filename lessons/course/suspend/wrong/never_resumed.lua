-- reason: never-begun
-- The toast's coroutine is created and never resumed.

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
local toast = coroutine.create(make_toast)
system.run()
print("breakfast!")
return toast
