-- Two coroutines want the same two things, in different order.

local mutex = require "coutil.mutex"
local spawn = require "coutil.spawn"
local system = require "coutil.system"

local function work(name, first, second)
  mutex.lock(first)
  print(name .. " has the " .. first)
  mutex.lock(second)
  print(name .. " has the " .. second)
  system.pause(1)
  mutex.unlock(second)
  mutex.unlock(first)
end

spawn.catch(error, work, "Ann", "pen", "paper")
spawn.catch(error, work, "Bob", "paper", "pen")
system.run()
