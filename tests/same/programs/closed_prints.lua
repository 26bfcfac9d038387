-- Closing a coroutine that waits: what it has to close prints, unlocks, and emits, in this order and in it.
local event = require "coutil.event"
local mutex = require "coutil.mutex"
local spawn = require "coutil.spawn"

local closed
spawn.catch(print, function()
  closed = coroutine.running()
  mutex.lock "room"
  local _ <close> = setmetatable({}, {
    __close = function()
      print "closing"
      mutex.unlock "room"
      print("heard", event.emitall("bye", 1))
    end,
  })
  event.await "never"
end)
spawn.catch(print, function() print("listener", event.await "bye") end)
spawn.catch(print, function()
  mutex.lock "room"
  print "next in the room"
  mutex.unlock "room"
end)
print("closed", coroutine.close(closed))
