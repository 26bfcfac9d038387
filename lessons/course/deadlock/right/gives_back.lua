-- Locks one; if the other is taken, gives the first back and waits for the other one.

local mutex = require "coutil.mutex"

local bank = {}

function bank.transfer(from, to, amount, book)
  local first, second = from, to
  mutex.lock(first)
  while mutex.islocked(second) do
    mutex.unlock(first)
    first, second = second, first
    mutex.lock(first)
  end
  mutex.lock(second)
  book(from, -amount)
  book(to, amount)
  mutex.unlock(first)
  mutex.unlock(second)
end

return bank
