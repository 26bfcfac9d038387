-- exit 0
-- Nobody waits for what an ended owner left locked: nobody is stuck.
local mutex = require "coutil.mutex"
coroutine.resume(coroutine.create(function() mutex.lock("treasure") end))
