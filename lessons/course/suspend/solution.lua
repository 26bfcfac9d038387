-- Breakfast: the tea takes 3 seconds, the toast takes 2, and each does its waiting by itself.
-- Each has a coroutine of its own: while one is suspended, the other runs.

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

local function start(name, body)
  local co = trace.name(coroutine.create(body), name)
  coroutine.resume(co) -- runs the body up to its first pause
end

start("tea", make_tea)
start("toast", make_toast)

system.run()
print("breakfast!")
