-- reason: one-at-a-time
-- One lock for the whole table.

local mutex = require "coutil.mutex"

local dinner = {}

function dinner.dine(_, _, eat)
  mutex.lock(dinner)
  eat()
  mutex.unlock(dinner)
end

return dinner
