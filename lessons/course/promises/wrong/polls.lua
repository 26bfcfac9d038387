-- reason: late-answer
-- Looks again and again, instead of waiting for what comes.
local system = require "coutil.system"
return function(load)
  local asked, values = {}, {}
  return function(key)
    if not asked[key] then
      asked[key] = true
      values[key] = table.pack(load(key))
    end
    while not values[key] do system.pause(0.01) end
    return table.unpack(values[key], 1, 2)
  end
end
