-- A producer and a consumer, with a queue of events between them.
--
-- The baker bakes in batches, faster than the seller sells. With coutil.event a loaf that nobody awaits
-- would be forgotten; coutil.queued keeps it until somebody asks.

local queued = require "coutil.queued"
local system = require "coutil.system"
local trace = require "coutil.trace"

local loaf = trace.name({}, "loaf")
local kLoaves = 6

local function start(name, body)
  local co = trace.name(coroutine.create(body), name)
  assert(coroutine.resume(co))
end

start("seller", function()
  local sold = 0
  while true do
    -- A stored loaf is handed over at once. When there is none, the seller suspends until one comes.
    local _, number = queued.await(loaf)
    if number == nil then break end -- the baker went home
    system.pause(0.04) -- a customer chats and pays
    sold = sold + 1
    print("seller: sold loaf " .. number)
  end
  print("seller: " .. sold .. " loaves sold, good night")
end)

start("baker", function()
  for number = 1, kLoaves do
    -- Baking: a long wait for each batch of three, then the loaves come out one after the other.
    system.pause(number % 3 == 1 and 0.1 or 0.01)
    queued.emitone(loaf, number)
    local where = queued.isqueued(loaf) and "on the shelf" or "straight to the seller"
    print("baker:  loaf " .. number .. " goes " .. where)
  end
  trace.note("the oven is off")
  queued.emitone(loaf, nil)
  print("baker:  the oven is off")
end)

system.run()
print("main:   done; is anything left on the shelf? " .. tostring(queued.isqueued(loaf)))
