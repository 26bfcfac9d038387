-- reason: too-early
-- Each beat pauses for one second, at the same time.

local event = require "coutil.event"
local spawn = require "coutil.spawn"
local system = require "coutil.system"

local metronome = {}

function metronome.run(beats, beat)
  local ended = 0
  for i = 1, beats do
    spawn.catch(error, function()
      system.pause(1)
      beat(i)
      ended = ended + 1
      event.emitall(metronome)
    end)
  end
  while ended < beats do event.await(metronome) end
end

return metronome
