-- A coroutine for each beat, which pauses for as many seconds as its number.

local promise = require "coutil.promise"
local spawn = require "coutil.spawn"
local system = require "coutil.system"

local metronome = {}

function metronome.run(beats, beat)
  local ends = {}
  for i = 1, beats do
    local fulfil
    ends[i], fulfil = promise.create()
    spawn.catch(error, function()
      system.pause(i)
      beat(i)
      fulfil()
    end)
  end
  promise.awaitall(table.unpack(ends))
end

return metronome
