-- reason: livelock
-- All begin with the right fork: the same dance in the other direction.

local mutex = require "coutil.mutex"
local system = require "coutil.system"

local dinner = {}

function dinner.dine(left, right, eat)
  while true do
    mutex.lock(right)
    system.pause(0.02)
    if not mutex.islocked(left) then break end
    system.pause(0.01)
    mutex.unlock(right)
    system.pause(0.02)
  end
  mutex.lock(left)
  eat()
  mutex.unlock(left)
  mutex.unlock(right)
end

return dinner
