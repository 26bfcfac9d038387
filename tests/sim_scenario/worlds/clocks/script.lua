-- The machine whose clock is right shows the time after a minute.
local system = require "coutil.system"
coroutine.wrap(function()
  system.pause(60)
  print("right", os.date("!%H:%M:%S"))
end)()
system.run()
