-- reason: overtaken
-- Serves the last who came first.
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
    return event.await(ticket) == ticket
  end
  local function leave()
    repeat
      local ticket = table.remove(queue)
      if not ticket then free = free + 1 end
    until not ticket or event.emitone(ticket)
  end
  return enter, leave
end
