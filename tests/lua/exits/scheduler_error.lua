-- exit 1
-- stderr has oops
-- stdout has others went on
local system = require "coutil.system"
coroutine.resume(coroutine.create(function() system.pause(); error("oops") end))
coroutine.resume(coroutine.create(function() system.pause(); system.pause(); print("others went on") end))
system.run()
