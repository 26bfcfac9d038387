-- reason: readers-starve
-- Now the writers always go first.

local event = require "coutil.event"

local shelf = {}
local readers, writing, writers_waiting = 0, false, 0

function shelf.read(body)
  while writing or writers_waiting > 0 do event.await(shelf) end
  readers = readers + 1
  body()
  readers = readers - 1
  event.emitall(shelf)
end

function shelf.write(body)
  writers_waiting = writers_waiting + 1
  while writing or readers > 0 do event.await(shelf) end
  writers_waiting = writers_waiting - 1
  writing = true
  body()
  writing = false
  event.emitall(shelf)
end

return shelf
