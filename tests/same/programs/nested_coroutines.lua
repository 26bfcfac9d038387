-- Coroutines inside of coroutines that wait and yield to one another.
local event = require "coutil.event"
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local function generator()
  return coroutine.wrap(function()
    for index = 1, 3 do coroutine.yield(index) end
  end)
end

tools.run(function()
  for value in generator() do
    print("value", value)
    system.pause()
  end
  local inner = tools.start(function()
    print("inner", event.await("inner"))
    print(system.pause(0.01))
    event.emitone("outer", "from the inner one")
  end)
  print("emit", event.emitone("inner", "from the outer one"))
  print("outer", event.await("outer"))
  print(coroutine.status(inner))
end, function()
  local depth = 0
  local function descend()
    depth = depth + 1
    if depth < 5 then tools.start(descend) end
    system.pause(depth * 0.1)
    depth = depth - 1
    print("depth", depth)
  end
  descend()
end)
print(coroutine.isyieldable(), coroutine.running() ~= nil)
