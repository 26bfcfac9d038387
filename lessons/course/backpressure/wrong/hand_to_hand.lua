-- reason: needless-wait
-- Keeps nothing at all: who puts always waits until somebody takes.
local event = require "coutil.event"
return function()
  local items, came, went = {}, {}, {}
  local function put(item)
    table.insert(items, item)
    event.emitone(came)
    while #items > 0 do event.await(went) end
  end
  local function take()
    while #items == 0 do event.await(came) end
    local item = table.remove(items, 1)
    event.emitall(went)
    return item
  end
  return put, take
end
