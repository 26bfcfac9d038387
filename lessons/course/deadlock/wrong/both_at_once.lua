-- reason: deadlock
-- Both are locked before the first booking, but still in the order of the transfer.

local mutex = require "coutil.mutex"

local bank = {}

function bank.transfer(from, to, amount, book)
  mutex.lock(from)
  mutex.lock(to)
  book(from, -amount)
  book(to, amount)
  mutex.unlock(to)
  mutex.unlock(from)
end

return bank
