-- The lock of the log. Who has it is as important as the most important one who waits for it.

local mutex = require "coutil.mutex"
local trace = require "coutil.trace"

local log = trace.name({}, "log")
local owner, own_priority -- the task that has the log, and its priority from before

local function lock(task)
  if owner then owner.priority = math.max(owner.priority, task.priority) end
  mutex.lock(log)
  owner, own_priority = task, task.priority
end

local function unlock(task)
  owner = nil
  task.priority = own_priority -- before the next one runs, who sets its own
  mutex.unlock(log)
end

return lock, unlock
