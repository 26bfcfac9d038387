-- reason: error
-- system.run can't be called from inside of itself.

local system = require "coutil.system"

local checksum = {}

function checksum.of(numbers)
  local sum = 0
  for i = 1, #numbers do
    sum = (sum * 31 + numbers[i]) % 1000003
    if i % 100 == 0 then system.run("ready") end
  end
  return sum
end

return checksum
