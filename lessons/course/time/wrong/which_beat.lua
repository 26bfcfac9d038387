-- reason: no-number
-- beat is called without its number.

local event = require "coutil.event"
local spawn = require "coutil.spawn"
local system = require "coutil.system"

local metronome = {}

function metronome.run(beats, beat)
  local sounding = beats
  for _ = 1, beats do
    system.pause(1)
    spawn.catch(error, function()
      beat()
      sounding = sounding - 1
      event.emitall(metronome)
    end)
  end
  while sounding > 0 do event.await(metronome) end
end

return metronome
