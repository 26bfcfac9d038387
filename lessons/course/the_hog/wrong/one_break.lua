-- reason: hog
-- One break in the middle.

local system = require "coutil.system"

local checksum = {}

function checksum.of(numbers)
  local sum = 0
  for i = 1, #numbers do
    sum = (sum * 31 + numbers[i]) % 1000003
    if i == #numbers // 2 then system.pause() end
  end
  return sum
end

return checksum
