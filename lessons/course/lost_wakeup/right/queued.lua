-- Events that are kept: the queue of coutil.queued is the box.

local queued = require "coutil.queued"

local mailbox = {}

function mailbox.put(letter) queued.emitone(mailbox, letter) end

function mailbox.take()
  local _, letter = queued.await(mailbox)
  return letter
end

return mailbox
