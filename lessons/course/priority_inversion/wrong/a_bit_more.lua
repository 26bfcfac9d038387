-- reason: priority-inversion
-- Lends one step only: low becomes as important as the mediums, and still has to take turns with them.
local mutex = require "coutil.mutex"
local log, owner, own = {}, nil, nil
local function lock(task)
  if owner and owner.priority < task.priority then owner.priority = owner.priority + 1 end
  mutex.lock(log)
  owner, own = task, task.priority
end
local function unlock(task)
  task.priority, owner = own, nil
  mutex.unlock(log)
end
return lock, unlock
