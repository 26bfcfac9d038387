-- reason: shared-fork
-- Takes the left fork only.

local mutex = require "coutil.mutex"

local dinner = {}

function dinner.dine(left, _, eat)
  mutex.lock(left)
  eat()
  mutex.unlock(left)
end

return dinner
