-- reason: wrong-sum
-- The work goes on in another coroutine, and nobody waits for its end.

local spawn = require "coutil.spawn"
local system = require "coutil.system"

local checksum = {}

function checksum.of(numbers)
  local sum = 0
  spawn.catch(error, function()
    for i = 1, #numbers do
      sum = (sum * 31 + numbers[i]) % 1000003
      if i % 100 == 0 then system.pause() end
    end
  end)
  return sum
end

return checksum
