-- reason: empty-handed
-- All are woken, the first takes the letter, and the others don't look again.

local event = require "coutil.event"

local box = {}
local mailbox = {}

function mailbox.put(letter)
  table.insert(box, letter)
  event.emitall(box)
end

function mailbox.take()
  if #box == 0 then event.await(box) end
  return table.remove(box, 1)
end

return mailbox
