-- reason: drift
-- The rest of the second is worked out, but a beat can be longer than a second.

local system = require "coutil.system"

local metronome = {}

function metronome.run(beats, beat)
  local begin = os.clock()
  for i = 1, beats do
    system.pause(begin + i - os.clock())
    beat(i)
  end
end

return metronome
