-- reason: priority-inversion
-- Makes the one more important that waits; but it is the other one that needs slices.
local mutex = require "coutil.mutex"
local log = {}
local function lock(task)
  local own = task.priority
  task.priority = 10
  mutex.lock(log)
  task.priority = own
end
return lock, function() mutex.unlock(log) end
