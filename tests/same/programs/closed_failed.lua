-- A coroutine that failed under the program's own resume keeps its mutex until coroutine.close runs what it left to
-- close: who waits for that mutex is not stuck.
local event = require "coutil.event"
local mutex = require "coutil.mutex"
local spawn = require "coutil.spawn"

local function failing(close)
  return coroutine.create(function()
    mutex.lock "room"
    local _ <close> = setmetatable({}, { __close = close })
    error "oops"
  end)
end

spawn.catch(print, function() print("listener", event.await "bye") end)
local failed = failing(function(_, message)
  print("closing after", message)
  mutex.unlock "room"
  print("heard", event.emitall("bye", 1))
end)
print(coroutine.resume(failed))
print(coroutine.status(failed), coroutine.resume(failed))
spawn.catch(print, function()
  mutex.lock "room"
  print "next in the room"
  mutex.unlock "room"
end)
print("closed", coroutine.close(failed))
print("closed again", coroutine.close(failed))

-- A close handler that fails itself: its error takes the place of the first.
failed = failing(function()
  mutex.unlock "room"
  error("worse", 0)
end)
print(coroutine.resume(failed))
print("closed", coroutine.close(failed))
