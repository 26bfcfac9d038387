-- reason: deadlock
-- Nobody puts a fork down: the deadlock is back.

local mutex = require "coutil.mutex"
local system = require "coutil.system"

local dinner = {}

function dinner.dine(left, right, eat)
  mutex.lock(left)
  system.pause(0.02)
  mutex.lock(right)
  eat()
  mutex.unlock(right)
  mutex.unlock(left)
end

return dinner
