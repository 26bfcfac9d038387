-- Wakes all who wait, and each looks again whether a seat is free; who finds none gets back into line as before.
local event = require "coutil.event"
return function(seats)
  local free = seats
  local seat = {}
  local function enter()
    while free == 0 do
      if event.await(seat) ~= seat then return false end
    end
    free = free - 1
    return true
  end
  local function leave()
    free = free + 1
    event.emitall(seat)
  end
  return enter, leave
end
