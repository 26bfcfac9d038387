-- A metronome: beat(i) is called when second i begins, for i from 1 to beats. beat suspends for a while, sometimes
-- for more than a second. run returns when all beats have ended.

local system = require "coutil.system"

local metronome = {}

function metronome.run(beats, beat)
  for i = 1, beats do
    system.pause(1)
    beat(i)
  end
end

return metronome
