-- The timer looks at a mark of this wait alone.
local event = require "coutil.event"
local system = require "coutil.system"
return function(request, seconds)
  local client, over = coroutine.running(), false
  coroutine.wrap(function()
    system.pause(seconds)
    if not over then coroutine.resume(client) end
  end)()
  local of, answer = event.await(request)
  over = true
  if of == request then return answer end
  return nil, "timeout"
end
