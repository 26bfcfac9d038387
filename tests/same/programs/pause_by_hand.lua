-- Pauses that are ended by hand, or with their coroutine; and one that begins another.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local long = tools.start(function()
  print("long", system.pause(1000))
  print("then", system.pause(0.02))
end)
local ended
local closed = tools.start(function()
  local _ <close> = setmetatable({}, { __close = function() ended = true end })
  system.pause(1000)
end)
local turn = tools.start(function() print("turn", system.pause()) end)
print(tools.run(function()
  system.pause(0.01)
  print(coroutine.resume(long, "by", "hand"))
  print(coroutine.close(closed), ended)
end))
print(coroutine.status(long), coroutine.status(turn))
