-- A queue between those who make things and those who use them.

local event = require "coutil.event"
local trace = require "coutil.trace"

return function(room)
  local items = {}
  local came = trace.name({}, "an item")

  local function put(item)
    table.insert(items, item)
    event.emitone(came)
  end

  local function take()
    while #items == 0 do event.await(came) end
    return table.remove(items, 1)
  end

  return put, take
end
