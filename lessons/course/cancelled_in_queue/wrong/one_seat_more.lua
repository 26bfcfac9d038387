-- reason: too-many
-- Whoever gives up adds a free seat, to make good for the one that will be lost; but it may not be lost yet.
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
    local got <const> = event.await(ticket) == ticket
    if not got then free = free + 1 end
    return got
  end
  local function leave()
    repeat
      local ticket = table.remove(queue, 1)
      if not ticket then free = free + 1 end
    until not ticket or event.emitone(ticket)
  end
  return enter, leave
end
