-- Events of one, all and any, with values; and who hears which.
local event = require "coutil.event"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

for index = 1, 3 do tools.start(function() print("one", index, event.await("a")) end) end
tools.start(function() print("all", event.awaitall("a", "b", nil, "a", 3)) end)
tools.start(function() print("any", event.awaitany("x", nil, "b")) end)
print(event.pending("a"), event.pending("b"), event.pending("c"))
print(event.emitone("a", 1, nil, 3))
print(event.emitall("a", 2))
print(event.emitall("a", 3))
print(event.emitone("b", 4))
print(event.emitall("b", 5))
print(event.emitone(3))
print(event.emitone("nobody"))
print(event.awaitall())
print(pcall(event.await, nil))
print(pcall(event.awaitany, nil))
print(pcall(event.await, "in the main program"))
tools.start(function()
  print(pcall(event.await, 0 / 0))
  print("none", event.awaitall(nil))
  print("by hand", event.await({}))
end)
