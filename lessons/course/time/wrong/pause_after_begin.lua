-- reason: drift
-- The pause comes after the beat, which changes nothing.

local system = require "coutil.system"

local metronome = {}

function metronome.run(beats, beat)
  system.pause(1)
  for i = 1, beats do
    beat(i)
    system.pause(1)
  end
end

return metronome
