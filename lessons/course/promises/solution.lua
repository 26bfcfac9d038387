-- Settings that are slow to load: the first who asks for a key makes a promise of it, and keeps that promise.

local promise = require "coutil.promise"

return function(load)
  local results = {}

  return function(key)
    if not results[key] then
      local result, fulfil = promise.create()
      results[key] = result -- before load suspends, so that the next who asks finds it
      fulfil(load(key))
    end
    return results[key]()
  end
end
