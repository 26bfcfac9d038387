-- reason: no-answer
-- Takes the coins, and does not say that it paid.

local cash = {}

function cash.withdraw(account, amount, approve)
  if account.balance < amount or not approve(amount) then return false end
  if account.balance < amount then return false end
  account.balance = account.balance - amount
end

return cash
