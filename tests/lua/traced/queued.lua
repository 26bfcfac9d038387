-- A producer and a consumer with stored events.
local queued = require "coutil.queued"
local consumer = coroutine.create(function()
  for _ = 1, 6 do queued.await("item") end
  queued.awaitall("item", "other")
  queued.awaitany("other", "item")
end)
for index = 1, 3 do queued.emitone("item", index) end
coroutine.resume(consumer)
for index = 4, 7 do queued.emitall("item", index) end
queued.emitone("other")
queued.emitone("other")
