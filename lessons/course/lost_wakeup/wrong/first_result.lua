-- reason: no-letter
-- The letter comes with the event, but await returns the event first.

local event = require "coutil.event"

local box = {}
local mailbox = {}

function mailbox.put(letter)
  if not event.emitone(box, letter) then table.insert(box, letter) end
end

function mailbox.take()
  if #box > 0 then return table.remove(box, 1) end
  return event.await(box)
end

return mailbox
