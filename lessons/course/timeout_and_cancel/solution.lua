-- Waits for an answer, but not longer than some seconds; the timer goes when the answer comes.

local event = require "coutil.event"
local system = require "coutil.system"
local trace = require "coutil.trace"

return function(request, seconds)
  local client = coroutine.running()
  local timer = coroutine.create(function()
    trace.name(coroutine.running(), "timer")
    system.pause(seconds)
    coroutine.resume(client, nil, "timeout")
  end)
  coroutine.resume(timer)
  local of, answer = event.await(request)
  if of == request then
    coroutine.close(timer)
    return answer
  end
  return nil, "timeout"
end
