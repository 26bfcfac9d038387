-- reason: not-alone
-- The writer leaves the door before he writes.

local event = require "coutil.event"
local mutex = require "coutil.mutex"

local shelf = {}
local door, empty = {}, {}
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
  mutex.unlock(door)
  body()
end

return shelf
