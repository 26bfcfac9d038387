-- reason: lost-update
-- It looks again, but at its own copy.

local cash = {}

function cash.withdraw(account, amount, approve)
  local balance = account.balance
  if balance < amount then return false end
  local approved = approve(amount)
  if not approved or balance < amount then return false end
  account.balance = balance - amount
  return true
end

return cash
