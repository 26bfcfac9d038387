-- reason: livelock
-- All wait longer, and all for the same time.

local mutex = require "coutil.mutex"
local system = require "coutil.system"

local dinner = {}

function dinner.dine(left, right, eat)
  while true do
    mutex.lock(left)
    system.pause(0.02)
    if not mutex.islocked(right) then break end
    system.pause(0.01)
    mutex.unlock(left)
    system.pause(0.15)
  end
  mutex.lock(right)
  eat()
  mutex.unlock(right)
  mutex.unlock(left)
end

return dinner
