-- reason: lost-wake-up
-- The one who is woken looks into the box before the letter is in it.

local event = require "coutil.event"

local box = {}
local mailbox = {}

function mailbox.put(letter)
  event.emitone(box)
  table.insert(box, letter)
end

function mailbox.take()
  while #box == 0 do event.await(box) end
  return table.remove(box, 1)
end

return mailbox
