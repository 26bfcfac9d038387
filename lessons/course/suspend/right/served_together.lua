-- The toast begins a second later, so that it is still warm when the tea is ready.

local event = require "coutil.event"
local spawn = require "coutil.spawn"
local system = require "coutil.system"

local ready = {}

spawn.catch(error, function()
  event.awaitall("tea", "toast")
  print("breakfast!")
end)

local function make(dish, begin, delay, seconds)
  system.pause(delay)
  print(dish .. ": " .. begin)
  system.pause(seconds)
  print(dish .. ": ready")
  ready[dish] = true
  event.emitall(dish)
end

spawn.catch(error, make, "tea", "water is on", 0, 3)
spawn.catch(error, make, "toast", "bread is in", 0.9, 2)
system.run()
