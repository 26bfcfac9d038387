-- reason: eats-again
-- Who has both forks eats for the next time, too.

local mutex = require "coutil.mutex"

local dinner = {}

function dinner.dine(left, right, eat)
  local first, second = left, right
  if second.number < first.number then first, second = second, first end
  mutex.lock(first)
  mutex.lock(second)
  eat()
  eat()
  mutex.unlock(second)
  mutex.unlock(first)
end

return dinner
