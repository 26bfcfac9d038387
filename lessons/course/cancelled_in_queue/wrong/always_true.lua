-- reason: sat-after-cancel
-- Does not look at why await returned.
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
    event.await(ticket)
    return true
  end
  local function leave()
    repeat
      local ticket = table.remove(queue, 1)
      if not ticket then free = free + 1 end
    until not ticket or event.emitone(ticket)
  end
  return enter, leave
end
