-- reason: put-waits
-- The sender waits for somebody who listens.

local event = require "coutil.event"
local system = require "coutil.system"

local box = {}
local mailbox = {}

function mailbox.put(letter)
  while not event.pending(box) do system.pause(0.001) end
  event.emitone(box, letter)
end

function mailbox.take()
  local _, letter = event.await(box)
  return letter
end

return mailbox
