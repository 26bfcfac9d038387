-- A coroutine of its own loads each key, so that all who ask do the same: they ask the promise.
local promise = require "coutil.promise"
local spawn = require "coutil.spawn"
return function(load)
  local results = setmetatable({}, {
    __index = function(table, key)
      local result, fulfil = promise.create()
      rawset(table, key, result)
      spawn.trap(function(_, ...) fulfil(...) end, load, key)
      return result
    end,
  })
  return function(key) return results[key]() end
end
