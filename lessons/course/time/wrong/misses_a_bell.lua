-- reason: missing-beat
-- A bell rings each second; who is still busy does not hear it.

local event = require "coutil.event"
local spawn = require "coutil.spawn"
local system = require "coutil.system"

local metronome = {}

function metronome.run(beats, beat)
  local second = 0
  spawn.catch(error, function()
    for i = 1, beats do
      system.pause(1)
      second = i
      event.emitall(metronome)
    end
  end)
  while second < beats do
    event.await(metronome)
    beat(second)
  end
end

return metronome
