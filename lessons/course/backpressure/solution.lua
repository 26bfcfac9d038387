-- A queue with limited room between those who make things and those who use them.

local event = require "coutil.event"
local trace = require "coutil.trace"

return function(room)
  local items = {}
  local came, went = trace.name({}, "an item"), trace.name({}, "room")

  local function put(item)
    while #items >= room do event.await(went) end
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
