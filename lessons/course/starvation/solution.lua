-- A shelf of books. Any number may read at the same time; who writes must be alone.
-- All come through one door, in the order in which they came to it. Who wants to write stops in the door until
-- the readers have left, so that nobody can slip past him.

local event = require "coutil.event"
local mutex = require "coutil.mutex"
local trace = require "coutil.trace"

local shelf = {}
local door, empty = trace.name({}, "door"), trace.name({}, "empty")
local readers = 0

function shelf.read(body)
  mutex.lock(door)
  readers = readers + 1
  mutex.unlock(door)
  body()
  readers = readers - 1
  if readers == 0 then event.emitall(empty) end
end

function shelf.write(body)
  mutex.lock(door)
  while readers > 0 do event.await(empty) end
  body()
  mutex.unlock(door)
end

return shelf
