-- reason: too-early
-- The first beat comes at once, not after a second.

local event = require "coutil.event"
local spawn = require "coutil.spawn"
local system = require "coutil.system"

local metronome = {}

function metronome.run(beats, beat)
  local sounding = beats
  for i = 1, beats do
    spawn.catch(error, function()
      beat(i)
      sounding = sounding - 1
      event.emitall(metronome)
    end)
    system.pause(1)
  end
  while sounding > 0 do event.await(metronome) end
end

return metronome
