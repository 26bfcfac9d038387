-- reason: error
-- Closes the timer also when it is the timer that resumed us: a coroutine that resumes another can't be closed.
local event = require "coutil.event"
local system = require "coutil.system"
return function(request, seconds)
  local client = coroutine.running()
  local timer = coroutine.create(function()
    system.pause(seconds)
    coroutine.resume(client)
  end)
  coroutine.resume(timer)
  local of, answer = event.await(request)
  coroutine.close(timer)
  if of == request then return answer end
  return nil, "timeout"
end
