-- As many players as beats; each takes one from a queue of bells, which keeps what is not heard.

local queued = require "coutil.queued"
local spawn = require "coutil.spawn"
local system = require "coutil.system"

local metronome = {}

function metronome.run(beats, beat)
  local bell, over = {}, {}
  for _ = 1, beats do
    spawn.catch(error, function()
      local _, i = queued.await(bell)
      beat(i)
      queued.emitone(over)
    end)
  end
  for i = 1, beats do
    system.pause(1)
    queued.emitone(bell, i)
  end
  for _ = 1, beats do queued.await(over) end
end

return metronome
