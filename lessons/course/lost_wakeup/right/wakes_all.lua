-- All are woken, and each looks again.

local event = require "coutil.event"

local letters, first, last = {}, 1, 0
local mailbox = {}

function mailbox.put(letter)
  last = last + 1
  letters[last] = letter
  event.emitall("mail")
end

function mailbox.take()
  repeat
    if first <= last then
      first = first + 1
      return letters[first - 1]
    end
    event.await("mail")
  until false
end

return mailbox
