-- reason: hog
-- It gives way before it begins, and then no more.

local system = require "coutil.system"

local checksum = {}

function checksum.of(numbers)
  system.pause()
  local sum = 0
  for i = 1, #numbers do
    sum = (sum * 31 + numbers[i]) % 1000003
  end
  system.pause()
  return sum
end

return checksum
