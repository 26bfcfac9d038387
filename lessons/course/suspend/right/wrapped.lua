-- With coroutine.wrap.

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

coroutine.wrap(make_toast)()
coroutine.wrap(make_tea)()
system.run()
print("breakfast!")
