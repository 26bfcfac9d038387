-- When a writer leaves, all readers who wait go in; when they have left, the next writer does.

local event = require "coutil.event"

local shelf = {}
local readers, writing = 0, false
local waiting_readers, waiting_writers = {}, {}

local function next_writer()
  local writer = table.remove(waiting_writers, 1)
  if writer then
    writing = true
    event.emitone(writer)
  end
end

function shelf.read(body)
  if writing or #waiting_writers > 0 then
    local me = {}
    table.insert(waiting_readers, me)
    event.await(me)
  else
    readers = readers + 1
  end
  body()
  readers = readers - 1
  if readers == 0 then next_writer() end
end

function shelf.write(body)
  if writing or readers > 0 then
    local me = {}
    table.insert(waiting_writers, me)
    event.await(me)
  else
    writing = true
  end
  body()
  writing = false
  local batch = waiting_readers
  waiting_readers = {}
  readers = readers + #batch
  for _, reader in ipairs(batch) do event.emitone(reader) end
  if #batch == 0 then next_writer() end
end

return shelf
