-- reason: error
-- Takes the priority back, and forgets the log: at the next time it owns it already.
local mutex = require "coutil.mutex"
local log, owner, own = {}, nil, nil
local function lock(task)
  if owner then owner.priority = math.max(owner.priority, task.priority) end
  mutex.lock(log)
  owner, own = task, task.priority
end
return lock, function(task) task.priority = own end
