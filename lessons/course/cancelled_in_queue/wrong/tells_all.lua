-- reason: too-many
-- Wakes all who wait for one seat, and none of them looks whether it is still free.
local event = require "coutil.event"
return function(seats)
  local taken = 0
  local seat = {}
  local function enter()
    if taken >= seats and event.await(seat) ~= seat then return false end
    taken = taken + 1
    return true
  end
  local function leave()
    taken = taken - 1
    event.emitall(seat)
  end
  return enter, leave
end
