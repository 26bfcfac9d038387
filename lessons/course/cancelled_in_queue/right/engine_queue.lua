-- Leaves the queue to the engine: emitone passes over who is gone, and tells whether somebody was there.
local event = require "coutil.event"
return function(seats)
  local free = seats
  local seat = {}
  local function enter()
    if free == 0 then return event.await(seat) == seat end
    free = free - 1
    return true
  end
  local function leave()
    if not event.emitone(seat) then free = free + 1 end
  end
  return enter, leave
end
