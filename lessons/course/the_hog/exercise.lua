-- A checksum of many numbers. While it is worked out, a heart should beat every 10 milliseconds (see harness.lua).

local checksum = {}

function checksum.of(numbers)
  local sum = 0
  for i = 1, #numbers do
    sum = (sum * 31 + numbers[i]) % 1000003
  end
  return sum
end

return checksum
