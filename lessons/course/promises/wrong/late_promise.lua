-- reason: loaded-twice
-- Puts the promise into the table only after the load, when others have begun to load as well.
local promise = require "coutil.promise"
return function(load)
  local results = {}
  return function(key)
    if not results[key] then
      local result, fulfil = promise.create()
      fulfil(load(key))
      results[key] = result
    end
    return results[key]()
  end
end
