-- A cash machine. approve(amount) asks the bank's head office: it suspends, and returns true or false.

local cash = {}

-- Pays out if the money is there and head office approves. Returns whether it paid.
function cash.withdraw(account, amount, approve)
  local balance = account.balance
  if balance < amount then return false end
  if not approve(amount) then return false end
  account.balance = balance - amount
  return true
end

return cash
