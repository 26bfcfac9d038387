-- reason: lost-update
-- Reserved before, but the old balance is put back when head office says no.

local cash = {}

function cash.withdraw(account, amount, approve)
  local before = account.balance
  if before < amount then return false end
  account.balance = before - amount
  if approve(amount) then return true end
  account.balance = before
  return false
end

return cash
