-- reason: starvation
-- The writer looks every millisecond. There is hardly one without a reader.

local event = require "coutil.event"
local system = require "coutil.system"

local shelf = {}
local readers, writing = 0, false

function shelf.read(body)
  while writing do event.await(shelf) end
  readers = readers + 1
  body()
  readers = readers - 1
end

function shelf.write(body)
  while writing or readers > 0 do system.pause(0.001) end
  writing = true
  body()
  writing = false
  event.emitall(shelf)
end

return shelf
