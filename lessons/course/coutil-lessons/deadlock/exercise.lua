-- A bank. A transfer books twice; book(account, amount) suspends until it is written down. Where it has booked, nobody
-- else may book until both bookings are done: so both accounts are locked.

local mutex = require "coutil.mutex"

local bank = {}

-- An account has a number (1 to 4); nobody transfers to the same account.
function bank.transfer(from, to, amount, book)
  mutex.lock(from)
  book(from, -amount)
  mutex.lock(to)
  book(to, amount)
  mutex.unlock(to)
  mutex.unlock(from)
end

return bank
