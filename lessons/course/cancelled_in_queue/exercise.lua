-- A room with some seats, and a queue of those who wait for one.

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
    return event.await(ticket) == ticket -- resumed by hand, await returns something else
  end

  local function leave()
    local ticket = table.remove(queue, 1)
    if ticket then
      event.emitone(ticket)
    else
      free = free + 1
    end
  end

  return enter, leave
end
