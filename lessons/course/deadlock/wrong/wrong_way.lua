-- reason: wrong-booking
-- With the accounts in order, the coins go from the first to the second.

local mutex = require "coutil.mutex"

local bank = {}

function bank.transfer(from, to, amount, book)
  if to.number < from.number then from, to = to, from end
  mutex.lock(from)
  mutex.lock(to)
  book(from, -amount)
  book(to, amount)
  mutex.unlock(to)
  mutex.unlock(from)
end

return bank
