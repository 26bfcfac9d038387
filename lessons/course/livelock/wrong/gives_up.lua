-- reason: not-eaten
-- After ten tries he goes away.

local mutex = require "coutil.mutex"
local system = require "coutil.system"

local dinner = {}

function dinner.dine(left, right, eat)
  for _ = 1, 10 do
    mutex.lock(left)
    system.pause(0.02)
    if not mutex.islocked(right) then
      mutex.lock(right)
      eat()
      mutex.unlock(right)
      mutex.unlock(left)
      return
    end
    system.pause(0.01)
    mutex.unlock(left)
    system.pause(0.02)
  end
end

return dinner
