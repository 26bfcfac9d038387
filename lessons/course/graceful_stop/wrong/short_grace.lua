-- reason: cut-off
-- Waits a little, whatever is open.
local system = require "coutil.system"
return function(accept, work)
  local acceptor = coroutine.create(function()
    while true do coroutine.wrap(work)(accept()) end
  end)
  coroutine.resume(acceptor)
  system.awaitsig("terminate")
  coroutine.close(acceptor)
  system.pause(0.02)
end
