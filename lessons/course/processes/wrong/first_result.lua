-- reason: wrong-word
-- Tells a program that ended by itself from one that a signal ended, but does not look at the status.
local system = require "coutil.system"
return function(path, seconds)
  local command, is_late = { execfile = path }, false
  local timer = coroutine.create(function()
    system.pause(seconds)
    is_late = true
    system.execute("/bin/kill", "-KILL", command.pid)
  end)
  coroutine.resume(timer)
  local how = system.execute(command)
  if is_late then return "hung" end
  coroutine.close(timer)
  return how == "exit" and "ok" or how == "signal" and "crashed" or "missing"
end
