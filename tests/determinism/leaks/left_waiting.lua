-- The report of who is left waiting, with times and places.
local event, mutex, trace = require "coutil.event", require "coutil.mutex", require "coutil.trace"
for i = 1, 5 do coroutine.wrap(function() event.awaitall({}, "x" .. i, print) end)() end
coroutine.wrap(function() mutex.lock("m") event.await(io.stdout) end)()
print(trace.dump(true))
trace.dump()
