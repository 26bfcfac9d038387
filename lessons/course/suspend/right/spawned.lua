-- With spawn, the toast begun by the tea's coroutine.

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

local spawn = require "coutil.spawn"

spawn.catch(print, function()
  spawn.catch(print, make_toast)
  make_tea()
end)
system.run()
print("breakfast!")
