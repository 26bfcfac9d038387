-- reason: not-done
-- If an account is taken, the transfer is dropped.

local mutex = require "coutil.mutex"

local bank = {}

function bank.transfer(from, to, amount, book)
  if mutex.islocked(from) or mutex.islocked(to) then return end
  mutex.lock(from)
  mutex.lock(to)
  book(from, -amount)
  book(to, amount)
  mutex.unlock(to)
  mutex.unlock(from)
end

return bank
