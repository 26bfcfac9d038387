-- reason: late
-- Keeps the answer when it comes, but looks at it only when all of the time is over.
local event = require "coutil.event"
local system = require "coutil.system"
return function(request, seconds)
  local answer
  local listener = coroutine.create(function()
    local _, text = event.await(request)
    answer = text
  end)
  coroutine.resume(listener)
  system.pause(seconds)
  coroutine.close(listener)
  if answer then return answer end
  return nil, "timeout"
end
