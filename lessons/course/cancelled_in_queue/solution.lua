-- A room with some seats, and a queue of those who wait for one. Some of them may have gone away.

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
    while #queue > 0 do
      local ticket = table.remove(queue, 1)
      if event.emitone(ticket) then return end -- somebody was there and has the seat now
    end
    free = free + 1
  end

  return enter, leave
end
