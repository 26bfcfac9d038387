-- The report of a deadlock.
local mutex, system = require "coutil.mutex", require "coutil.system"
local a, b = {}, {}
coroutine.wrap(function() mutex.lock(a) system.pause() mutex.lock(b) end)()
coroutine.wrap(function() mutex.lock(b) system.pause() mutex.lock(a) end)()
system.run()
