-- One event for both reasons; all who wait are woken, and all look again.
local event = require "coutil.event"
return function(room)
  local items, changed = {}, {}
  local function put(item)
    while #items >= room do event.await(changed) end
    table.insert(items, item)
    event.emitall(changed)
  end
  local function take()
    while #items == 0 do event.await(changed) end
    local item = table.remove(items, 1)
    event.emitall(changed)
    return item
  end
  return put, take
end
