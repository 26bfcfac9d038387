-- Settings that are slow to load: the first who asks for a key loads it, the others wait for what comes.

local event = require "coutil.event"

-- load(key) suspends for a while. It returns a value, or nil and a message.
return function(load)
  local asked = {}

  return function(key)
    if asked[key] then
      local _, value, message = event.await(key)
      return value, message
    end
    asked[key] = true
    local value, message = load(key)
    event.emitall(key, value, message)
    return value, message
  end
end
