-- reason: deadlock
-- The other order: first who gets, then who pays. Rings are as easy that way.

local mutex = require "coutil.mutex"

local bank = {}

function bank.transfer(from, to, amount, book)
  mutex.lock(to)
  book(to, amount)
  mutex.lock(from)
  book(from, -amount)
  mutex.unlock(from)
  mutex.unlock(to)
end

return bank
