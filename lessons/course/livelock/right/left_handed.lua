-- Who has fork 1 at his left begins with the other one.

local mutex = require "coutil.mutex"
local system = require "coutil.system"

local dinner = {}

function dinner.dine(left, right, eat)
  if left.number == 1 then left, right = right, left end
  mutex.lock(left)
  system.pause(0.02)
  mutex.lock(right)
  eat()
  mutex.unlock(left)
  mutex.unlock(right)
end

return dinner
