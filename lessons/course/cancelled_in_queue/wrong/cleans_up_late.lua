-- reason: lost-seat
-- The guest takes its own ticket out of the queue when it is resumed; one that is closed does not come to that.
local event = require "coutil.event"
return function(seats)
  local free, queue = seats, {}
  local function enter()
    if free > 0 then
      free = free - 1
      return true
    end
    local ticket = {}
    table.insert(queue, ticket)
    if event.await(ticket) == ticket then return true end
    for place, other in ipairs(queue) do
      if other == ticket then table.remove(queue, place) end
    end
    return false
  end
  local function leave()
    local ticket = table.remove(queue, 1)
    if ticket then event.emitone(ticket) else free = free + 1 end
  end
  return enter, leave
end
