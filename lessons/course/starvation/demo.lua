-- Two who keep the light on, in turns that overlap, and one who waits for the dark.

local event = require "coutil.event"
local spawn = require "coutil.spawn"
local system = require "coutil.system"

local lights = 0

local function light(i)
  system.pause(i)
  for _ = 1, 10 do
    lights = lights + 1
    system.pause(1.5)
    lights = lights - 1
    if lights == 0 then event.emitall("dark") end
    system.pause(0.5)
  end
end

local function owl()
  system.pause(3)
  while lights > 0 do event.await("dark") end
  print("dark")
end

for i = 1, 2 do spawn.catch(error, light, i) end
spawn.catch(error, owl)

system.run()
