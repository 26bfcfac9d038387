-- The end of the program fulfils a promise, and so does the end of the time: the first one counts.
local promise = require "coutil.promise"
local spawn = require "coutil.spawn"
local system = require "coutil.system"
return function(path, seconds)
  local command = { execfile = path }
  local word, fulfil = promise.create()
  spawn.catch(print, function()
    local how, status = system.execute(command)
    if word(true) then return end
    fulfil(how == nil and "missing" or how == "signal" and "crashed" or status == 0 and "ok" or "failed")
  end)
  spawn.catch(print, function()
    system.pause(seconds)
    if word(true) then return end
    fulfil("hung")
    system.execute("/bin/kill", "-KILL", command.pid)
  end)
  return word()
end
