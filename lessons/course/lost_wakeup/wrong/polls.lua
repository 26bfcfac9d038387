-- reason: polling
-- Nothing gets lost, but whoever waits wakes up all the time to look.

local system = require "coutil.system"

local box = {}
local mailbox = {}

function mailbox.put(letter) table.insert(box, letter) end

function mailbox.take()
  while #box == 0 do system.pause(0.002) end
  return table.remove(box, 1)
end

return mailbox
