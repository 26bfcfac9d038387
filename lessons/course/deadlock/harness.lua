-- Four accounts and five clerks, who do two transfers each. It is not to be changed.

local system = require "coutil.system"
local trace = require "coutil.trace"
local guard = dofile "guard.lua"
local bank = guard.table { "transfer" }

local accounts = {}
for i = 1, 4 do accounts[i] = trace.name({ number = i, coins = 100 }, "account " .. i) end

local function clerk(name)
  for turn = 1, 2 do
    system.pause(math.random(0, 10) / 1000)
    local from = math.random(4)
    local to = (from + math.random(3) - 1) % 4 + 1
    local amount = math.random(1, 9)

    local function note(text, ...) trace.note(name .. " " .. text:format(...)) end

    local function book(account, coins)
      local number = account == accounts[from] and from or account == accounts[to] and to or "another account"
      note("books %s on %s @%s", tostring(coins), tostring(number), guard.line())
      local old = account.coins
      system.pause(math.random(1, 4) / 1000)
      account.coins = old + coins
      note("booked on %s", tostring(number))
    end

    note("begins %d: %d coins from %d to %d", turn, amount, from, to)
    bank.transfer(accounts[from], accounts[to], amount, book)
    note("ends %d", turn)
    print(("%s: %d coins from account %d to %d"):format(name, amount, from, to))
  end
end

for i = 1, 5 do
  local name = "clerk " .. i
  assert(coroutine.resume(trace.name(coroutine.create(clerk), name), name))
end

system.run()
