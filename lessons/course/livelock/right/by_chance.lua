-- A random time before each new try.

local mutex = require "coutil.mutex"
local system = require "coutil.system"

local dinner = {}

function dinner.dine(left, right, eat)
  mutex.lock(left)
  while mutex.islocked(right) do
    mutex.unlock(left)
    system.pause(math.random(1, 20) / 100)
    mutex.lock(left)
  end
  mutex.lock(right)
  eat()
  mutex.unlock(right)
  mutex.unlock(left)
end

return dinner
