-- reason: hog
-- A coroutine of its own: but it does not suspend either.

local promise = require "coutil.promise"
local spawn = require "coutil.spawn"

local checksum = {}

function checksum.of(numbers)
  local result, fulfil = promise.create()
  spawn.catch(error, function()
    local sum = 0
    for i = 1, #numbers do
      sum = (sum * 31 + numbers[i]) % 1000003
    end
    fulfil(sum)
  end)
  return result()
end

return checksum
