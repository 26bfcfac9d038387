-- reason: one-at-a-time
-- One lock for the whole bank.

local mutex = require "coutil.mutex"

local bank = {}

function bank.transfer(from, to, amount, book)
  mutex.lock(bank)
  book(from, -amount)
  book(to, amount)
  mutex.unlock(bank)
end

return bank
