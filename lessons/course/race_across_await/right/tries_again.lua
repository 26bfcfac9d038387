-- If the balance has changed meanwhile, all begins anew.

local cash = {}

function cash.withdraw(account, amount, approve)
  while true do
    local balance = account.balance
    if balance < amount or not approve(amount) then return false end
    if account.balance == balance then
      account.balance = balance - amount
      return true
    end
  end
end

return cash
