-- reason: stale-timer
-- The timer looks at a mark before it strikes, but all waits share one, and the next wait takes it away again.
local event = require "coutil.event"
local system = require "coutil.system"
local answered = {}
return function(request, seconds)
  local client = coroutine.running()
  answered[client] = false
  coroutine.wrap(function()
    system.pause(seconds)
    if not answered[client] then coroutine.resume(client, nil) end
  end)()
  local of, answer = event.await(request)
  if of == request then
    answered[client] = true
    return answer
  end
  return nil, "timeout"
end
