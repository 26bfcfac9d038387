-- reason: needless-wait
-- Makes each put slow, whether there is room or not.
local event = require "coutil.event"
local system = require "coutil.system"
return function()
  local items, came = {}, {}
  local function put(item)
    system.pause(0.04)
    table.insert(items, item)
    event.emitone(came)
  end
  local function take()
    while #items == 0 do event.await(came) end
    return table.remove(items, 1)
  end
  return put, take
end
