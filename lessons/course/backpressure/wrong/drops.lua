-- reason: lost-item
-- Throws away what does not fit.
local event = require "coutil.event"
return function(room)
  local items, came = {}, {}
  local function put(item)
    if #items >= room then return end
    table.insert(items, item)
    event.emitone(came)
  end
  local function take()
    while #items == 0 do event.await(came) end
    return table.remove(items, 1)
  end
  return put, take
end
