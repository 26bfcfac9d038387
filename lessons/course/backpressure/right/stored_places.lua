-- Free places are stored events, and so are items: who puts takes a place, who takes gives it back.
local queued = require "coutil.queued"
return function(room)
  local place, item = {}, {}
  for _ = 1, room do queued.emitone(place) end
  local function put(value)
    queued.await(place)
    queued.emitone(item, value)
  end
  local function take()
    local _, value = queued.await(item)
    queued.emitone(place)
    return value
  end
  return put, take
end
