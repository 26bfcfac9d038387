-- reason: wrong-answer
-- Gives the timer's word where the answer belongs.
local event = require "coutil.event"
local system = require "coutil.system"
return function(request, seconds)
  local timer = coroutine.create(function()
    system.pause(seconds)
    event.emitall(request, "late")
  end)
  coroutine.resume(timer)
  local _, answer = event.await(request)
  if coroutine.status(timer) == "suspended" then coroutine.close(timer) end
  return answer
end
