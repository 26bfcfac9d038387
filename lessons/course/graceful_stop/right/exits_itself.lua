-- Whoever finishes last ends the program itself, and so does the timer.
-- Otherwise serve waits for the end of the time of grace.
local system = require "coutil.system"
return function(accept, work)
  local open, is_ending = 0, false
  local acceptor
  acceptor = coroutine.create(function()
    while true do
      local request = accept()
      coroutine.wrap(function()
        open = open + 1
        work(request)
        open = open - 1
        if is_ending and open == 0 then os.exit(0) end
      end)()
    end
  end)
  coroutine.resume(acceptor)
  system.awaitsig("terminate")
  is_ending = true
  coroutine.close(acceptor)
  if open > 0 then system.pause(0.5) end
  os.exit(0)
end
