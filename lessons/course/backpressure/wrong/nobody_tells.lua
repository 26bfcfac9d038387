-- reason: needless-wait
-- Waits for room, but nobody tells that there is some.
local event = require "coutil.event"
return function(room)
  local items, came, went = {}, {}, {}
  local function put(item)
    while #items >= room do event.await(went) end
    table.insert(items, item)
    event.emitone(came)
  end
  local function take()
    while #items == 0 do event.await(came) end
    return table.remove(items, 1)
  end
  return put, take
end
