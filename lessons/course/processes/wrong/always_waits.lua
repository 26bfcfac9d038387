-- reason: too-late
-- Waits for the whole time and only then looks whether the program has ended.
local system = require "coutil.system"
return function(path, seconds)
  local command = { execfile = path }
  local how, status
  local waiter = coroutine.create(function() how, status = system.execute(command) end)
  coroutine.resume(waiter)
  system.pause(seconds)
  if coroutine.status(waiter) == "suspended" then
    system.execute("/bin/kill", "-KILL", command.pid)
    return "hung"
  end
  local words = { exit = status == 0 and "ok" or "failed", signal = "crashed" }
  return how and words[how] or "missing"
end
