-- reason: no-timeout
-- Closes the timer before the wait instead of after it.
local event = require "coutil.event"
local system = require "coutil.system"
return function(request, seconds)
  local client = coroutine.running()
  local timer <const> = coroutine.create(function()
    system.pause(seconds)
    coroutine.resume(client)
  end)
  coroutine.resume(timer)
  coroutine.close(timer)
  local of, answer = event.await(request)
  if of == request then return answer end
  return nil, "timeout"
end
