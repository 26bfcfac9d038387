-- reason: wrong-priority
-- Lends the priority and never takes it back: low stays as important as high.
local mutex = require "coutil.mutex"
local log, owner = {}, nil
local function lock(task)
  if owner then owner.priority = math.max(owner.priority, task.priority) end
  mutex.lock(log)
  owner = task
end
local function unlock()
  owner = nil
  mutex.unlock(log)
end
return lock, unlock
