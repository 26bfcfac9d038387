-- reason: not-approved
-- Pays at once, and has another coroutine ask head office.

local spawn = require "coutil.spawn"

local cash = {}

function cash.withdraw(account, amount, approve)
  if account.balance < amount then return false end
  account.balance = account.balance - amount
  spawn.catch(error, function()
    if not approve(amount) then account.balance = account.balance + amount end
  end)
  return true
end

return cash
