-- Kills by a timer that is never closed, and tells a program that was killed from one that crashed by a mark.
local system = require "coutil.system"
return function(path, seconds)
  local command = { execfile = path }
  local is_over, was_killed
  coroutine.wrap(function()
    system.pause(seconds)
    if is_over then return end
    was_killed = true
    system.execute { execfile = "/bin/kill", arguments = { "-KILL", command.pid } }
  end)()
  local how, status = system.execute(command)
  is_over = true
  local words = { exit = status == 0 and "ok" or "failed", signal = was_killed and "hung" or "crashed" }
  return how and words[how] or "missing"
end
