-- reason: loaded-twice
-- Takes a value that is false or nil for one that is not there.
local promise = require "coutil.promise"
return function(load)
  local results = {}
  return function(key)
    if results[key] and (not results[key](true) or results[key]()) then return results[key]() end
    local result, fulfil = promise.create()
    results[key] = result
    fulfil(load(key))
    return result()
  end
end
