-- reason: returns-too-early
-- It waits for the last beat, but the one before may sound longer.

local spawn = require "coutil.spawn"
local system = require "coutil.system"

local metronome = {}

function metronome.run(beats, beat)
  for i = 1, beats - 1 do
    system.pause(1)
    spawn.catch(error, beat, i)
  end
  system.pause(1)
  beat(beats)
end

return metronome
