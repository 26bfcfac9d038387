-- reason: starvation
-- Three readers at a time; but they still take turns without a break.

local event = require "coutil.event"

local shelf = {}
local readers, writing = 0, false

function shelf.read(body)
  while writing or readers >= 3 do event.await(shelf) end
  readers = readers + 1
  body()
  readers = readers - 1
  event.emitall(shelf)
end

function shelf.write(body)
  while writing or readers > 0 do event.await(shelf) end
  writing = true
  body()
  writing = false
  event.emitall(shelf)
end

return shelf
