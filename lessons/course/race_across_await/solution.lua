-- A cash machine. approve(amount) asks the bank's head office: it suspends, and returns true or false.
-- What was read before the await is not trusted after it: the balance is looked at once more.

local cash = {}

-- Pays out if the money is there and head office approves. Returns whether it paid.
function cash.withdraw(account, amount, approve)
  if account.balance < amount then return false end
  if not approve(amount) then return false end
  if account.balance < amount then return false end
  account.balance = account.balance - amount
  return true
end

return cash
