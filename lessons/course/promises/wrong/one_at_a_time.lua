-- reason: late-answer
-- One lock for all keys: who asks for one that is there waits while another one is loaded.
local mutex = require "coutil.mutex"
return function(load)
  local values, door = {}, {}
  return function(key)
    mutex.lock(door)
    values[key] = values[key] or table.pack(load(key))
    mutex.unlock(door)
    return table.unpack(values[key], 1, 2)
  end
end
