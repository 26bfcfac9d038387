-- reason: lingers
-- Awaits the last answer also when nothing is open: that event has been, and will not come again.
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
  coroutine.wrap(function()
    system.pause(0.5)
    event.emitall(over)
  end)()
  event.await(over)
end
