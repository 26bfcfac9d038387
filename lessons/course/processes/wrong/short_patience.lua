-- reason: wrong-word
-- Takes half of the time that it was given, and kills programs that were well.
local system = require "coutil.system"
return function(path, seconds)
  local command, is_late = { execfile = path }, false
  local timer = coroutine.create(function()
    system.pause(seconds / 2)
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
