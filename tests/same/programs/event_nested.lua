-- Emits inside of emits: nobody is resumed twice and nobody is forgotten.
local event = require "coutil.event"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local waiters = {}
for index = 1, 5 do
  waiters[index] = tools.start(function()
    for round = 1, 2 do
      print("heard", index, round, event.await("go"))
      if index == 1 then print("inner", event.emitall("other", round)) end
      if index == 2 and round == 1 then print("closed", coroutine.close(waiters[3])) end
      if index == 4 and round == 1 then print(coroutine.resume(waiters[5], "by hand")) end
    end
  end)
end
tools.start(function()
  while true do
    print("other", event.await("other"))
    print("again", event.emitone("go", "from inside"))
  end
end)
print(event.emitall("go", "first"))
print(event.emitall("go", "second"))
print(event.emitall("go", "third"))
for index, waiter in ipairs(waiters) do print(index, coroutine.status(waiter)) end
