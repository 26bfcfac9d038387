-- A letter for somebody who waits goes to him with the event, and never into the box.

local event = require "coutil.event"

local box = {}
local mailbox = {}

function mailbox.put(letter)
  if not event.emitone(box, letter) then table.insert(box, letter) end
end

function mailbox.take()
  if #box > 0 then return table.remove(box, 1) end
  local _, letter = event.await(box)
  return letter
end

return mailbox
