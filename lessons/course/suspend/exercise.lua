-- Breakfast: the tea takes 3 seconds, the toast takes 2, and each does its waiting by itself.
-- So why does breakfast take 5 seconds?

local system = require "coutil.system"
local trace = require "coutil.trace"

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

local co = trace.name(coroutine.create(cook), "cook")
coroutine.resume(co)

system.run() -- resumes whoever paused, when the time has come; returns when nobody pauses any more
print("breakfast!")
