-- A mailbox. Somebody puts letters into it, workers take them out, each letter once and in order.
-- take looks first, and waits only while the box is empty: the letters are what counts, the event only says
-- "look again".

local event = require "coutil.event"
local trace = require "coutil.trace"

local box = trace.name({}, "box")

local mailbox = {}

function mailbox.put(letter)
  table.insert(box, letter)
  event.emitone(box)
end

function mailbox.take()
  while #box == 0 do event.await(box) end
  return table.remove(box, 1)
end

return mailbox
