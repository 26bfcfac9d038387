-- reason: wrong-priority
-- Gives everybody the priority of low afterwards, high too.
local mutex = require "coutil.mutex"
local log, owner = {}, nil
local function lock(task)
  if owner then owner.priority = math.max(owner.priority, task.priority) end
  mutex.lock(log)
  owner = task
end
local function unlock(task)
  task.priority = 1
  owner = nil
  mutex.unlock(log)
end
return lock, unlock
