-- Five polite philosophers at a round table, a fork between each two. Who can't have both forks does not keep one, so
-- that nobody gets stuck.

local mutex = require "coutil.mutex"
local system = require "coutil.system"

local dinner = {}

-- left and right are forks, tables with a number from 1 to 5. eat() takes its time; it needs both.
function dinner.dine(left, right, eat)
  while true do
    mutex.lock(left)
    system.pause(0.02) -- reaches for the other one
    if not mutex.islocked(right) then break end
    system.pause(0.01) -- waits a moment, politely ...
    mutex.unlock(left) -- ... puts the fork down, and tries again
    system.pause(0.02)
  end
  mutex.lock(right)
  eat()
  mutex.unlock(right)
  mutex.unlock(left)
end

return dinner
