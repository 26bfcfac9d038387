-- Five philosophers at a round table, a fork between each two.
-- The fork with the lower number comes first: the ring can't close, so nobody has to put a fork down again.

local mutex = require "coutil.mutex"
local system = require "coutil.system"

local dinner = {}

function dinner.dine(left, right, eat)
  local first, second = left, right
  if second.number < first.number then first, second = second, first end
  mutex.lock(first)
  system.pause(0.02) -- reaches for the other one
  mutex.lock(second)
  eat()
  mutex.unlock(second)
  mutex.unlock(first)
end

return dinner
