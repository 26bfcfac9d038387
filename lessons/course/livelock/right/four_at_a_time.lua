-- At most four may try: four can't make a ring of five.

local event = require "coutil.event"
local mutex = require "coutil.mutex"

local dinner = {}
local places = 4

function dinner.dine(left, right, eat)
  while places == 0 do event.await(dinner) end
  places = places - 1
  mutex.lock(left)
  mutex.lock(right)
  eat()
  mutex.unlock(right)
  mutex.unlock(left)
  places = places + 1
  event.emitone(dinner)
end

return dinner
