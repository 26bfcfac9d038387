-- A test that makes its own world: functions that are called later emit, and coroutines that they resume wait anew.
local system = require "coutil.system"
local event = require "coutil.event"
local sim = require "coutil.sim"
coroutine.wrap(function()
  print("got", event.await("go"), sim.now())
  system.pause(0.5)
  print("paused", sim.now())
end)()
coroutine.wrap(function() system.pause(10) print("the long pause", sim.now()) end)()
sim.at(1, function() event.emitone("go") end)
sim.at(2, function() print(pcall(os.exit, 3)) end)
sim.at(3, function() print(pcall(system.pause, 1)) end)
sim.at(4, function() print(pcall(coroutine.wrap(function() system.pause(1) print("of its own", sim.now()) end))) end)
sim.at(6, function() print(os.time() - 1893456000, os.clock() >= 0) end)
local late = sim.host { name = "late", program = function() print("late boots", sim.now()) end }
sim.at(5, function() late:restart() end)
system.run()
