-- exit 3
-- stderr has treasure
-- An owner that ended leaves the mutex locked; who waits for it is stuck.
local mutex = require "coutil.mutex"
coroutine.resume(coroutine.create(function() mutex.lock("treasure") end))
local waiter = coroutine.create(function() mutex.lock("treasure") end)
coroutine.resume(waiter)
