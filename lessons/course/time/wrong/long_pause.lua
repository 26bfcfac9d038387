-- reason: returns-too-late
-- A pause in which the last beat has surely ended.

local spawn = require "coutil.spawn"
local system = require "coutil.system"

local metronome = {}

function metronome.run(beats, beat)
  for i = 1, beats do
    system.pause(1)
    spawn.catch(error, beat, i)
  end
  system.pause(2)
end

return metronome
