-- reason: accepted-late
-- Sets a mark that the acceptor sees only after it has accepted one more.
local event = require "coutil.event"
local system = require "coutil.system"
return function(accept, work)
  local open, over, is_ending = 0, {}, false
  coroutine.wrap(function()
    while not is_ending do
      local request = accept()
      coroutine.wrap(function()
        open = open + 1
        work(request)
        open = open - 1
        if open == 0 then event.emitall(over) end
      end)()
    end
  end)()
  system.awaitsig("terminate")
  is_ending = true
  if open > 0 then
    coroutine.wrap(function()
      system.pause(0.5)
      event.emitall(over)
    end)()
    event.await(over)
  end
end
