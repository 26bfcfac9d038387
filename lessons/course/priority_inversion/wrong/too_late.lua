-- reason: priority-inversion
-- Lends the priority after it has waited.
local mutex = require "coutil.mutex"
local log, owner, own = {}, nil, nil
local function lock(task)
  mutex.lock(log)
  if owner then owner.priority = math.max(owner.priority, task.priority) end
  owner, own = task, task.priority
end
local function unlock(task)
  task.priority = own
  owner = nil
  mutex.unlock(log)
end
return lock, unlock
