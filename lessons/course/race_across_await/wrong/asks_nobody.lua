-- reason: not-approved
-- Without the await there is no race, and no approval.

local cash = {}

function cash.withdraw(account, amount)
  if account.balance < amount then return false end
  account.balance = account.balance - amount
  return true
end

return cash
