-- reason: stale-timer
-- The timers of all waits emit the same event: each wakes whoever waits just then.
local event = require "coutil.event"
local system = require "coutil.system"
return function(request, seconds)
  coroutine.wrap(function()
    system.pause(seconds)
    event.emitall("timeout")
  end)()
  local which, answer = event.awaitany(request, "timeout")
  if which == request then return answer end
  return nil, "timeout"
end
