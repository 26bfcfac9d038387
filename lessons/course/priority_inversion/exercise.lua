-- The lock of the log. A task has a name and a priority; the processor serves the highest priority first.

local mutex = require "coutil.mutex"
local trace = require "coutil.trace"

local log = trace.name({}, "log")

local function lock(task)
  mutex.lock(log)
end

local function unlock(task)
  mutex.unlock(log)
end

return lock, unlock
