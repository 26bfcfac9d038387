-- reason: deadlock
-- An order that changes meanwhile is none.

local mutex = require "coutil.mutex"

local bank = {}

function bank.transfer(from, to, amount, book)
  local first, second = from, to
  if second.coins < first.coins then first, second = second, first end
  mutex.lock(first)
  mutex.lock(second)
  book(from, -amount)
  book(to, amount)
  mutex.unlock(second)
  mutex.unlock(first)
end

return bank
