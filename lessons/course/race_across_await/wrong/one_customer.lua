-- reason: refused-for-nothing
-- While one is served, all others are sent away.

local cash = {}
local busy = false

function cash.withdraw(account, amount, approve)
  if busy or account.balance < amount then return false end
  busy = true
  local approved = approve(amount)
  if approved then account.balance = account.balance - amount end
  busy = false
  return approved
end

return cash
