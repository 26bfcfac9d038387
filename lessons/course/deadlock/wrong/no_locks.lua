-- reason: mixed-up
-- Who locks nothing is never stuck.

local bank = {}

function bank.transfer(from, to, amount, book)
  book(from, -amount)
  book(to, amount)
end

return bank
