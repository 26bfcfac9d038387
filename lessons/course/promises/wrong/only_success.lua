-- reason: left-waiting
-- Fulfils the promise only if there is a value: who asked for the others waits for ever.
local promise = require "coutil.promise"
return function(load)
  local results = {}
  return function(key)
    if not results[key] then
      local result, fulfil = promise.create()
      results[key] = result
      local value, message = load(key)
      if value == nil then return nil, message end
      fulfil(value)
    end
    return results[key]()
  end
end
