-- reason: money-gone
-- Taken before, and not put back when head office says no.

local cash = {}

function cash.withdraw(account, amount, approve)
  if account.balance < amount then return false end
  account.balance = account.balance - amount
  return approve(amount)
end

return cash
