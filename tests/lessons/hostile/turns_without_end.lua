-- reason: events
-- Time never passes where everybody only waits for his turn.
local system = require "coutil.system"
coroutine.wrap(function()
  while true do system.pause() end
end)()
system.run()
