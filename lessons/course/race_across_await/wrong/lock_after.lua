-- reason: overdrawn
-- The mutex is taken when the decision has long been made.

local mutex = require "coutil.mutex"

local cash = {}

function cash.withdraw(account, amount, approve)
  if account.balance < amount then return false end
  if not approve(amount) then return false end
  mutex.lock(account)
  account.balance = account.balance - amount
  mutex.unlock(account)
  return true
end

return cash
