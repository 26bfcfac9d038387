-- reason: no-backpressure
-- All who wait for room are told of one place, and none of them looks again.
local event = require "coutil.event"
return function(room)
  local items, came, went = {}, {}, {}
  local function put(item)
    if #items >= room then event.await(went) end
    table.insert(items, item)
    event.emitone(came)
  end
  local function take()
    while #items == 0 do event.await(came) end
    local item = table.remove(items, 1)
    event.emitall(went)
    return item
  end
  return put, take
end
