-- A bank. A transfer books twice; book(account, amount) suspends until it is written down. Where it has booked, nobody
-- else may book until both bookings are done: so both accounts are locked.
-- Everybody locks the account with the lower number first: so nobody who has one waits for a lower one.

local mutex = require "coutil.mutex"

local bank = {}

-- An account has a number (1 to 4); nobody transfers to the same account.
function bank.transfer(from, to, amount, book)
  local first, second = from, to
  if second.number < first.number then first, second = second, first end
  mutex.lock(first)
  mutex.lock(second)
  book(from, -amount)
  book(to, amount)
  mutex.unlock(second)
  mutex.unlock(first)
end

return bank
