-- Parts of fifty numbers, each begun with the sum so far.

local system = require "coutil.system"

local checksum = {}

local function add(sum, numbers, first)
  for i = first, math.min(first + 49, #numbers) do sum = (sum * 31 + numbers[i]) % 1000003 end
  return sum
end

function checksum.of(numbers)
  local sum = 0
  for first = 1, #numbers, 50 do
    sum = add(sum, numbers, first)
    system.pause(0)
  end
  return sum
end

return checksum
