-- reason: not-cancelled
-- Waits on whatever resumes it, so that nobody can be called off.
local event = require "coutil.event"
return function(seats)
  local free = seats
  local seat = {}
  local function enter()
    while free == 0 do event.await(seat) end
    free = free - 1
    return true
  end
  local function leave()
    free = free + 1
    event.emitone(seat)
  end
  return enter, leave
end
