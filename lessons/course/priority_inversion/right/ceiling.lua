-- A priority ceiling: whoever has the log is as important as anybody can be.
local mutex = require "coutil.mutex"
local log, kHighest = {}, 3
local function lock(task)
  mutex.lock(log)
  task.own, task.priority = task.priority, kHighest
end
local function unlock(task)
  task.priority = task.own
  mutex.unlock(log)
end
return lock, unlock
