-- It gives way when it has computed for two milliseconds.

local system = require "coutil.system"

local checksum = {}

function checksum.of(numbers)
  local sum = 0
  local resumed = os.clock()
  for i, number in ipairs(numbers) do
    sum = (sum * 31 + number) % 1000003
    if i % 10 == 0 and os.clock() - resumed > 0.002 then
      system.pause()
      resumed = os.clock()
    end
  end
  return sum
end

return checksum
