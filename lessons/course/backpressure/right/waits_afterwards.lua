-- Puts its item down first and then waits until no more than the room are before it.
local event = require "coutil.event"
return function(room)
  local items, came, went = {}, {}, {}
  local put_so_far, taken_so_far = 0, 0
  local function put(item)
    put_so_far = put_so_far + 1
    local number = put_so_far
    table.insert(items, item)
    event.emitone(came)
    while number - taken_so_far > room do event.await(went) end
  end
  local function take()
    while #items == 0 do event.await(came) end
    taken_so_far = taken_so_far + 1
    local item = table.remove(items, 1)
    event.emitall(went)
    return item
  end
  return put, take
end
