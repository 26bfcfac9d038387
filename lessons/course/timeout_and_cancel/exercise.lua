-- Waits for an answer, but not longer than some seconds.

local event = require "coutil.event"
local system = require "coutil.system"
local trace = require "coutil.trace"

return function(request, seconds)
  local client = coroutine.running()
  local timer = coroutine.wrap(function()
    trace.name(coroutine.running(), "timer")
    system.pause(seconds)
    coroutine.resume(client, nil, "timeout")
  end)
  timer()
  local of, answer = event.await(request)
  if of == request then return answer end
  return nil, "timeout"
end
