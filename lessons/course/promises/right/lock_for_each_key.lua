-- A mutex for each key: who comes while it is loaded queues up behind the one that loads.
local mutex = require "coutil.mutex"
return function(load)
  local entries = {}
  return function(key)
    local entry = entries[key] or {}
    entries[key] = entry
    mutex.lock(entry)
    entry.values = entry.values or table.pack(load(key))
    mutex.unlock(entry)
    return table.unpack(entry.values, 1, 2)
  end
end
