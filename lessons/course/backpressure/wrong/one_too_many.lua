-- reason: no-backpressure
-- Off by one: waits only when there is one more than there is room for.
local event = require "coutil.event"
return function(room)
  local items, came, went = {}, {}, {}
  local function put(item)
    while #items > room do event.await(went) end
    table.insert(items, item)
    event.emitone(came)
  end
  local function take()
    while #items == 0 do event.await(came) end
    local item = table.remove(items, 1)
    event.emitone(went)
    return item
  end
  return put, take
end
