-- reason: waits-for-nothing
-- Readers wait a while before they come in, so that writers have a chance.

local event = require "coutil.event"
local system = require "coutil.system"

local shelf = {}
local readers, writing = 0, false

function shelf.read(body)
  system.pause(0.02)
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
