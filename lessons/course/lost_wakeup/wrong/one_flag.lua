-- reason: lost-wake-up
-- A flag remembers that something came, but not how often.

local event = require "coutil.event"

local box, came = {}, false
local mailbox = {}

function mailbox.put(letter)
  table.insert(box, letter)
  came = true
  event.emitone(box)
end

function mailbox.take()
  if not came then event.await(box) end
  came = false
  return table.remove(box, 1)
end

return mailbox
