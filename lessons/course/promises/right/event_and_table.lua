-- Without promises: the values are kept in a table, and the event is only for those who wait already.
local event = require "coutil.event"
return function(load)
  local asked, values = {}, {}
  return function(key)
    if values[key] == nil and asked[key] then event.await(key) end
    if not asked[key] then
      asked[key] = true
      values[key] = table.pack(load(key))
      event.emitall(key)
    end
    return table.unpack(values[key], 1, 2)
  end
end
