-- reason: wrong-sum
-- Each part begins with a sum of its own.

local system = require "coutil.system"

local checksum = {}

local function part(numbers, first, last)
  local sum = 0
  for i = first, last do sum = (sum * 31 + numbers[i]) % 1000003 end
  return sum
end

function checksum.of(numbers)
  local sum = 0
  for first = 1, #numbers, 100 do
    sum = (sum + part(numbers, first, math.min(first + 99, #numbers))) % 1000003
    system.pause()
  end
  return sum
end

return checksum
