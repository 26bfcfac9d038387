-- A signal that was awaited once has its default action afterwards.
-- exit 143
-- stdout has it came	true

local system = require "coutil.system"

assert(coroutine.resume(coroutine.create(function() print("it came", system.awaitsig("terminate")) end)))
assert(coroutine.resume(coroutine.create(function() system.execute("/bin/sh", "-c", "kill -TERM $PPID") end)))
system.run()
io.stdout:flush()
local simulated, simulation = pcall(require, "coutil.sim")
if simulated then simulation.kill(simulation.getpid(), "SIGTERM") else os.execute("kill -TERM $PPID") end
print("not here")
