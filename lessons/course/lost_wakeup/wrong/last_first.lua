-- reason: out-of-order
-- table.remove without a position takes the last letter.

local event = require "coutil.event"

local box = {}
local mailbox = {}

function mailbox.put(letter)
  table.insert(box, letter)
  event.emitone(box)
end

function mailbox.take()
  while #box == 0 do event.await(box) end
  return table.remove(box)
end

return mailbox
