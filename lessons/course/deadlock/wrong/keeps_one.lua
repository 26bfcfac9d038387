-- reason: not-given-back
-- In order, but one account is never given back.

local mutex = require "coutil.mutex"

local bank = {}

function bank.transfer(from, to, amount, book)
  local first, second = from, to
  if second.number < first.number then first, second = second, first end
  if not mutex.ownlock(first) then mutex.lock(first) end
  mutex.lock(second)
  book(from, -amount)
  book(to, amount)
  mutex.unlock(second)
end

return bank
