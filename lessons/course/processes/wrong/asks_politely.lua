-- reason: left-behind
-- Sends TERM, which a program may ignore, and returns.
local system = require "coutil.system"
return function(path, seconds)
  local me = coroutine.running()
  local command = { execfile = path }
  local timer = coroutine.create(function()
    system.pause(seconds)
    system.execute("/bin/kill", "-TERM", command.pid)
    coroutine.resume(me, "hung")
  end)
  coroutine.resume(timer)
  local how, status = system.execute(command)
  if how == "hung" then return "hung" end
  if coroutine.status(timer) == "suspended" and how ~= "signal" then coroutine.close(timer) end
  if how == nil then return "missing" end
  if how == "signal" then
    local is_ours = status == "terminate"
    if not is_ours then coroutine.close(timer) end
    return is_ours and "hung" or "crashed"
  end
  return status == 0 and "ok" or "failed"
end
