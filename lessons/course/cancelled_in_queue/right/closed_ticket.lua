-- The ticket is a to-be-closed variable: it goes out of the queue however the wait ends.
local event = require "coutil.event"
return function(seats)
  local free, queue = seats, {}
  local ticket_kind = {
    __close = function(ticket)
      for place, other in ipairs(queue) do
        if other == ticket then table.remove(queue, place) end
      end
    end,
  }
  local function enter()
    if free > 0 then
      free = free - 1
      return true
    end
    local ticket <close> = setmetatable({}, ticket_kind)
    table.insert(queue, ticket)
    return event.await(ticket) == ticket
  end
  local function leave()
    if queue[1] then
      event.emitone(table.remove(queue, 1))
    else
      free = free + 1
    end
  end
  return enter, leave
end
