-- A mailbox. Somebody puts letters into it, workers take them out, each letter once and in order.
-- put returns at once. take waits while there is nothing in the box.

local event = require "coutil.event"
local trace = require "coutil.trace"

local box = trace.name({}, "box") -- the letters in it, and what is awaited

local mailbox = {}

function mailbox.put(letter)
  table.insert(box, letter)
  event.emitone(box)
end

function mailbox.take()
  event.await(box)
  return table.remove(box, 1)
end

return mailbox
