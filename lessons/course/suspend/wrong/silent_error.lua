-- reason: error
-- A slip in a name ends the toast's coroutine, and coroutine.resume does not raise that.

local system = require "coutil.system"

local function make_tea()
  print("tea: water is on")
  system.pause(3)
  print("tea: ready")
end

local function make_toast()
  print("toast: bread is in")
  sistem.pause(2)
  print("toast: ready")
end

coroutine.resume(coroutine.create(make_tea))
coroutine.resume(coroutine.create(make_toast))
system.run()
print("breakfast!")
