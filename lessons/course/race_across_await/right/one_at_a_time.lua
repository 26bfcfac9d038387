-- With a mutex: nobody else is in between.

local mutex = require "coutil.mutex"

local cash = {}

function cash.withdraw(account, amount, approve)
  mutex.lock(account)
  local paid = account.balance >= amount and approve(amount)
  if paid then account.balance = account.balance - amount end
  mutex.unlock(account)
  return paid
end

return cash
