-- reason: missing-line
-- The module's own programs are those of the simulation.
local system = require "coutil.system"
coroutine.wrap(function() print(system.execute("touch", "OUTSIDE/harm")) end)()
system.run()
