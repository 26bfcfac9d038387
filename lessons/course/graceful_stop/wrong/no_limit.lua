-- reason: no-limit
-- Waits for all that are open, and one of them may hang.
local event = require "coutil.event"
local system = require "coutil.system"
return function(accept, work)
  local open, over = 0, {}
  local acceptor = coroutine.create(function()
    while true do
      coroutine.wrap(function(request)
        open = open + 1
        work(request)
        open = open - 1
        if open == 0 then event.emitall(over) end
      end)(accept())
    end
  end)
  coroutine.resume(acceptor)
  system.awaitsig("terminate")
  coroutine.close(acceptor)
  if open > 0 then event.await(over) end
end
