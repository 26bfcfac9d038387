-- Takes both at once when both are free; who puts them down tells all.

local event = require "coutil.event"

local dinner = {}
local taken = {}

function dinner.dine(left, right, eat)
  while taken[left] or taken[right] do event.awaitany(left, right) end
  taken[left], taken[right] = true, true
  eat()
  taken[left], taken[right] = nil, nil
  event.emitall(left)
  event.emitall(right)
end

return dinner
