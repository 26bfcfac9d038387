-- The other way round: the higher number first.

local mutex = require "coutil.mutex"

local bank = {}

function bank.transfer(from, to, amount, book)
  local locks = { from, to }
  table.sort(locks, function(a, b) return a.number > b.number end)
  for _, account in ipairs(locks) do mutex.lock(account) end
  book(to, amount)
  book(from, -amount)
  for _, account in ipairs(locks) do mutex.unlock(account) end
end

return bank
