-- Taken before the await, and put back if head office says no.

local cash = {}

function cash.withdraw(account, amount, approve)
  if account.balance < amount then return false end
  account.balance = account.balance - amount
  local approved = approve(amount)
  if not approved then account.balance = account.balance + amount end
  return approved
end

return cash
