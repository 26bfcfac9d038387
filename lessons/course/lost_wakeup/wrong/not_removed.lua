-- reason: twice
-- The letter that came with the event stays in the box.

local event = require "coutil.event"

local box = {}
local mailbox = {}

function mailbox.put(letter)
  table.insert(box, letter)
  event.emitone(box, letter)
end

function mailbox.take()
  if #box > 0 then return table.remove(box, 1) end
  local _, letter = event.await(box)
  return letter
end

return mailbox
