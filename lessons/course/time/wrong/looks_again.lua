-- reason: polling
-- Nobody wakes run: it looks every ten milliseconds.

local spawn = require "coutil.spawn"
local system = require "coutil.system"

local metronome = {}

function metronome.run(beats, beat)
  local sounding = beats
  for i = 1, beats do
    system.pause(1)
    spawn.trap(function() sounding = sounding - 1 end, beat, i)
  end
  while sounding > 0 do system.pause(0.01) end
end

return metronome
