-- reason: killed-by-signal
-- Waits for another signal than the one that comes.
local system = require "coutil.system"
return function(accept, work)
  coroutine.wrap(function()
    while true do coroutine.wrap(work)(accept()) end
  end)()
  system.awaitsig("interrupt")
end
