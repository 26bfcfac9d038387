-- Stored events: kept with all their values, taken in order, one of each by who wants several.
local queued = require "coutil.queued"
local event = require "coutil.event"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

print(queued.emitone("item", 1, nil), queued.emitall("item", 2, nil, 3), queued.emitone("other"))
print(queued.isqueued("item"), queued.isqueued("none"), queued.pending("item"))
tools.start(function()
  print(select("#", queued.await("item")))
  print(queued.await("item"))
  print(queued.isqueued("item"))
  print(queued.await("item"))
  print(queued.awaitany("item", "other"))
  print(queued.awaitall("item", "other"))
  print(queued.awaitany("item", "other"))
end)
print(queued.pending("item"))
print(queued.emitone("item", "direct"))
print(event.emitall("item", "plain"))
print(queued.emitall("other", "stored or not"))
print(queued.emitone("other", "last"))
print(queued.emitone("item", "last"))
print(queued.isqueued("item"), queued.isqueued("other"))
