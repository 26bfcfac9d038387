-- Free seats are stored events: who takes one has a seat, who leaves stores it again.
local queued = require "coutil.queued"
return function(seats)
  local seat = {}
  for _ = 1, seats do queued.emitone(seat) end
  return function() return queued.await(seat) == seat end, function() queued.emitone(seat) end
end
