-- reason: wrong-answer
-- Keeps the first result alone; why there is none gets lost.
local promise = require "coutil.promise"
return function(load)
  local results = {}
  return function(key)
    if not results[key] then
      local result, fulfil = promise.create()
      results[key] = result
      local value = load(key)
      fulfil(value)
    end
    return results[key]()
  end
end
