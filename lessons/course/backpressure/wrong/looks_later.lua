-- reason: needless-wait
-- Looks for room from time to time.
local event = require "coutil.event"
local system = require "coutil.system"
return function(room)
  local items, came = {}, {}
  local function put(item)
    while #items >= room do system.pause(0.003) end
    table.insert(items, item)
    event.emitone(came)
  end
  local function take()
    while #items == 0 do event.await(came) end
    return table.remove(items, 1)
  end
  return put, take
end
