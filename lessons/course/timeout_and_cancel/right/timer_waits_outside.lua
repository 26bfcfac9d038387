-- The other way round: a coroutine listens for the answer, and the client itself is the timer.
local event = require "coutil.event"
local system = require "coutil.system"
return function(request, seconds)
  local client = coroutine.running()
  local listener = coroutine.create(function()
    local _, answer = event.await(request)
    coroutine.resume(client, "answer", answer)
  end)
  coroutine.resume(listener)
  local what, answer = system.pause(seconds)
  if what == "answer" then return answer end
  coroutine.close(listener)
  return nil, "timeout"
end
