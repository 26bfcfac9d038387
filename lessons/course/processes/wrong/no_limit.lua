-- reason: too-late
-- Says well how a program ended, but waits until it does.
local system = require "coutil.system"
return function(path)
  local how, status = system.execute(path)
  if how == nil then return "missing" end
  if how == "signal" then return "crashed" end
  return status == 0 and "ok" or "failed"
end
