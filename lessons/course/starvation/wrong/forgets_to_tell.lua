-- reason: never-let-in
-- The last reader tells nobody that the shelf is free.

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
end

function shelf.write(body)
  mutex.lock(door)
  while readers > 0 do event.await(empty) end
  body()
  mutex.unlock(door)
end

return shelf
