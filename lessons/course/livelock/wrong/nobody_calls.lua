-- reason: not-fed
-- Waits until both forks are free, and nobody says when they are.

local event = require "coutil.event"

local dinner = {}
local taken = {}

function dinner.dine(left, right, eat)
  while taken[left] or taken[right] do event.await(left) end
  taken[left], taken[right] = true, true
  eat()
  taken[left], taken[right] = nil, nil
  event.emitone(left)
end

return dinner
