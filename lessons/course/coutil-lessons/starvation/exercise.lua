-- A shelf of books. Any number may read at the same time; who writes must be alone.

local event = require "coutil.event"
local trace = require "coutil.trace"

local shelf = trace.name({}, "shelf")
local readers, writing = 0, false

function shelf.read(body)
  while writing do event.await(shelf) end
  readers = readers + 1
  body()
  readers = readers - 1
  if readers == 0 then event.emitall(shelf) end
end

function shelf.write(body)
  while writing or readers > 0 do event.await(shelf) end
  writing = true
  body()
  writing = false
  event.emitall(shelf)
end

return shelf
