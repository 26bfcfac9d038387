-- reason: too-slow
-- It sleeps each time, although nobody needs that.

local system = require "coutil.system"

local checksum = {}

function checksum.of(numbers)
  local sum = 0
  for i = 1, #numbers do
    sum = (sum * 31 + numbers[i]) % 1000003
    if i % 20 == 0 then system.pause(0.002) end
  end
  return sum
end

return checksum
