-- A checksum of many numbers. While it is worked out, a heart should beat every 10 milliseconds (see harness.lua).
-- After every hundred numbers it gives way: who is ready runs first, and then it goes on at once.

local system = require "coutil.system"

local checksum = {}

function checksum.of(numbers)
  local sum = 0
  for i = 1, #numbers do
    sum = (sum * 31 + numbers[i]) % 1000003
    if i % 100 == 0 then system.pause() end
  end
  return sum
end

return checksum
