-- Who waits for events is resumed by hand, yields to hand, is closed, is forgotten.
local event = require "coutil.event"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local a = tools.start(function()
  print("a", event.await("e"))
  print("a yields", coroutine.yield("from a"))
  print("a", event.awaitany("e", "f"))
end)
print(coroutine.resume(a, "hand"))
print(event.emitall("e", "nobody hears"))
print(coroutine.resume(a, "on"))
print(event.emitone("f", "at last"))
local closed
local b = tools.start(function()
  local _ <close> = setmetatable({}, { __close = function() closed = event.pending("e") end })
  event.awaitall("e", "f")
end)
print(event.emitone("e"))
print(coroutine.close(b), closed)
print(event.emitone("f"))
print(coroutine.status(a), coroutine.status(b))
local wrapped = coroutine.wrap(function(first)
  print("wrapped", first, event.await("e"))
  return "result"
end)
print(wrapped("begin"))
print(event.emitone("e", "end"))
print(pcall(wrapped))
