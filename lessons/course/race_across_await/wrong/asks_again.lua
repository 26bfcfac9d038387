-- reason: not-approved
-- Asks until head office says yes.

local cash = {}

function cash.withdraw(account, amount, approve)
  if account.balance < amount then return false end
  repeat until approve(amount)
  if account.balance < amount then return false end
  account.balance = account.balance - amount
  return true
end

return cash
