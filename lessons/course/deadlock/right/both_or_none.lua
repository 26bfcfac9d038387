-- Takes both when both are free, and has nothing while it waits.

local event = require "coutil.event"

local bank = {}
local busy = {}

function bank.transfer(from, to, amount, book)
  while busy[from] or busy[to] do event.await(busy) end
  busy[from], busy[to] = true, true
  book(from, -amount)
  book(to, amount)
  busy[from], busy[to] = nil, nil
  event.emitall(busy)
end

return bank
