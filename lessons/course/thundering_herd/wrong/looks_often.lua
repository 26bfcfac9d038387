-- reason: idle-worker
-- Looks for a job every few milliseconds.
local system = require "coutil.system"
return function()
  local jobs, is_closed = {}, false
  local function take()
    while #jobs == 0 and not is_closed do system.pause(0.002) end
    return table.remove(jobs, 1)
  end
  return function(job) table.insert(jobs, job) end, take, function() is_closed = true end
end
