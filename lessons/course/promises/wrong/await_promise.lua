-- reason: left-waiting
-- Awaits the promise as an event: whoever comes after it was fulfilled hears nothing.
local event = require "coutil.event"
local promise = require "coutil.promise"
return function(load)
  local results = {}
  return function(key)
    if not results[key] then
      local result, fulfil = promise.create()
      results[key] = result
      local value, message = load(key)
      fulfil(value, message)
      return value, message
    end
    local _, value, message = event.await(results[key])
    return value, message
  end
end
