-- reason: overdrawn
-- The newest balance is written, but nobody looks whether it is enough.

local cash = {}

function cash.withdraw(account, amount, approve)
  if account.balance < amount then return false end
  if not approve(amount) then return false end
  account.balance = account.balance - amount
  return true
end

return cash
