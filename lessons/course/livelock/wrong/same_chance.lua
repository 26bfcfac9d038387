-- reason: livelock
-- A random time, but it is drawn once, for all.

local mutex = require "coutil.mutex"
local system = require "coutil.system"

local dinner = {}
local delay = math.random(1, 9) / 100

function dinner.dine(left, right, eat)
  while true do
    mutex.lock(left)
    system.pause(0.02)
    if not mutex.islocked(right) then break end
    system.pause(0.01)
    mutex.unlock(left)
    system.pause(delay)
  end
  mutex.lock(right)
  eat()
  mutex.unlock(right)
  mutex.unlock(left)
end

return dinner
