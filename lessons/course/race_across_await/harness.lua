-- An account with 100 coins, and five customers who want some of them. It is not to be changed.

local system = require "coutil.system"
local trace = require "coutil.trace"
local guard = dofile "guard.lua"
local cash = guard.table { "withdraw" }

local account = { balance = 100 }

local function customer(number)
  system.pause(math.random(0, 30) / 1000)
  local amount = math.random(2, 6) * 10
  local function note(text, ...) trace.note(("customer %d "):format(number) .. text:format(...)) end
  local function approve(asked)
    note("asks for %s @%s", tostring(asked), guard.line())
    system.pause(math.random(5, 15) / 1000)
    local approved = math.random(4) > 1
    note(approved and "approved" or "not approved")
    return approved
  end
  note("wants %d", amount)
  local paid = cash.withdraw(account, amount, approve)
  note("%s, balance %s", paid and "paid" or paid == false and "refused" or "got no answer", tostring(account.balance))
  print(("customer %d wanted %d: %s"):format(number, amount, paid and "paid" or "refused"))
end

for i = 1, 5 do
  assert(coroutine.resume(trace.name(coroutine.create(customer), "customer " .. i), i))
end

system.run()
print("left in the account: " .. account.balance)
