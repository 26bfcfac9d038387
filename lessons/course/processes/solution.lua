-- Runs a program and says in a word how it ended; kills it when it takes too long.

local system = require "coutil.system"

return function(path, seconds)
  local command = { execfile = path }
  local is_late = false
  local timer = coroutine.create(function()
    system.pause(seconds)
    is_late = true
    system.execute("/bin/kill", "-KILL", command.pid)
  end)
  coroutine.resume(timer)
  local how, status = system.execute(command)
  if is_late then return "hung" end
  coroutine.close(timer)
  if how == nil then return "missing" end
  if how == "signal" then return "crashed" end
  return status == 0 and "ok" or "failed"
end
