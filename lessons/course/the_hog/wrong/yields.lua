-- reason: nobody-resumes
-- A bare yield: nobody knows that it is to be resumed.

local checksum = {}

function checksum.of(numbers)
  local sum = 0
  for i = 1, #numbers do
    sum = (sum * 31 + numbers[i]) % 1000003
    if i % 100 == 0 then coroutine.yield() end
  end
  return sum
end

return checksum
