-- Three producers and two consumers with a queue between them. At first the producers are fast, later they are
-- slow. The notes say who puts and takes what, and when they are done with it.

local system = require "coutil.system"
local trace = require "coutil.trace"
local new = dofile("guard.lua").functions(1)

local kRoom, kProducers, kConsumers, kItems = 4, 3, 2, 10

local put, take = new(kRoom)
local made, most, kept = 0, 0, 0

local function start(name, body)
  assert(coroutine.resume(trace.name(coroutine.create(body), name)))
end

for number = 1, kProducers do
  local letter = ("abc"):sub(number, number)
  start("producer " .. letter, function()
    for item = 1, kItems do
      system.pause((item <= 6 and 0.006 or 0.12) * math.random())
      trace.note(("puts %s%d"):format(letter, item))
      put(letter .. item)
      trace.note(("has put %s%d"):format(letter, item))
      made, kept = made + 1, kept + 1
      most = math.max(most, kept)
    end
  end)
end

for number = 1, kConsumers do
  start("consumer " .. number, function()
    for _ = 1, kProducers * kItems // kConsumers do
      trace.note("takes")
      local item = take()
      trace.note("has taken " .. tostring(item))
      kept = kept - 1
      system.pause(0.005 + 0.02 * math.random())
    end
  end)
end

system.run()
print(("%d items were made; at most %d were kept, and there is room for %d"):format(made, most, kRoom))
