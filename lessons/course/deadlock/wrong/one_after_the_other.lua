-- reason: mixed-up
-- Each booking is protected, but not the transfer.

local mutex = require "coutil.mutex"

local bank = {}

function bank.transfer(from, to, amount, book)
  mutex.lock(from)
  book(from, -amount)
  mutex.unlock(from)
  mutex.lock(to)
  book(to, amount)
  mutex.unlock(to)
end

return bank
