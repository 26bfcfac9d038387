-- A door for one at a time.

local mutex = require "coutil.mutex"
local spawn = require "coutil.spawn"
local system = require "coutil.system"

local function visitor(i)
  mutex.lock("door")
  print(i)
  system.pause(1)
  mutex.unlock("door")
  print(i .. " is out")
end

for i = 1, 3 do spawn.catch(error, visitor, i) end
system.run()
