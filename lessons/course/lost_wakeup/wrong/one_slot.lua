-- reason: lost-letter
-- There is room for one letter; the next one takes its place.

local event = require "coutil.event"

local slot
local mailbox = {}

function mailbox.put(letter)
  slot = letter
  event.emitone(mailbox)
end

function mailbox.take()
  while not slot do event.await(mailbox) end
  local letter = slot
  slot = nil
  return letter
end

return mailbox
