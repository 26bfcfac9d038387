-- Who is first of those who wake at the same time.
local system = require "coutil.system"
for i = 1, 50 do coroutine.wrap(function() system.pause(0.01 * (i % 3)) io.write(i, " ") end)() end
system.run()
