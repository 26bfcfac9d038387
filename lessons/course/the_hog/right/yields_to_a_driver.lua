-- The loop yields, and somebody is there who resumes it after a turn.

local system = require "coutil.system"

local checksum = {}

local function work(numbers)
  local sum = 0
  for i = 1, #numbers do
    sum = (sum * 31 + numbers[i]) % 1000003
    if i % 80 == 0 then coroutine.yield() end
  end
  return sum
end

function checksum.of(numbers)
  local step = coroutine.wrap(work)
  local sum = step(numbers)
  while not sum do
    system.pause()
    sum = step()
  end
  return sum
end

return checksum
