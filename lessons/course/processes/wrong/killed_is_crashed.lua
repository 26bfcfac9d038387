-- reason: wrong-word
-- Kills it, and then says that it crashed.
local system = require "coutil.system"
return function(path, seconds)
  local command = { execfile = path }
  local timer = coroutine.create(function()
    system.pause(seconds)
    system.execute("/bin/kill", "-KILL", command.pid)
  end)
  coroutine.resume(timer)
  local how, status = system.execute(command)
  if coroutine.status(timer) == "suspended" then coroutine.close(timer) end
  if how == nil then return "missing" end
  if how == "signal" then return "crashed" end
  return status == 0 and "ok" or "failed"
end
