-- Both bookings are made at the same time, by coroutines of their own.

local event = require "coutil.event"
local mutex = require "coutil.mutex"
local spawn = require "coutil.spawn"

local bank = {}

function bank.transfer(from, to, amount, book)
  local first, second = from, to
  if second.number < first.number then first, second = second, first end
  mutex.lock(first)
  mutex.lock(second)
  local missing, both = 2, {}
  local function done()
    missing = missing - 1
    if missing == 0 then event.emitone(both) end
  end
  spawn.trap(done, book, from, -amount)
  spawn.trap(done, book, to, amount)
  if missing > 0 then event.await(both) end
  mutex.unlock(second)
  mutex.unlock(first)
end

return bank
