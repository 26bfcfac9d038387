-- reason: left-behind
-- Stops waiting when the time is over, and leaves the program to itself.
local system = require "coutil.system"
return function(path, seconds)
  local me = coroutine.running()
  local timer = coroutine.create(function()
    system.pause(seconds)
    coroutine.resume(me, "hung")
  end)
  coroutine.resume(timer)
  local how, status = system.execute(path)
  if how == "hung" then return "hung" end
  coroutine.close(timer)
  if how == nil then return "missing" end
  if how == "signal" then return "crashed" end
  return status == 0 and "ok" or "failed"
end
