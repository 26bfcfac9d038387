-- exit 3
-- Two coroutines that each want the mutex that the other has: the run can't go on, and says so.
local event = require "coutil.event"
local mutex = require "coutil.mutex"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  mutex.lock("left")
  event.await("go")
  mutex.lock("right")
end, function()
  mutex.lock("right")
  print(event.emitone("go"))
  mutex.lock("left")
end, function()
  print("a third one goes on")
end)
