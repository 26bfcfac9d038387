-- The timer emits an event that only this wait awaits; late, it wakes nobody.
local event = require "coutil.event"
local system = require "coutil.system"
return function(request, seconds)
  local time_is_up = {}
  coroutine.wrap(function()
    system.pause(seconds)
    event.emitall(time_is_up)
  end)()
  local which, answer = event.awaitany(request, time_is_up)
  if which == request then return answer end
  return nil, "timeout"
end
