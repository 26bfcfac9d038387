-- Each beat begins the coroutine of the next one before it sounds.

local event = require "coutil.event"
local spawn = require "coutil.spawn"
local system = require "coutil.system"

local metronome = {}

function metronome.run(beats, beat)
  local ended = {}

  local function from(i)
    system.pause(1)
    if i < beats then spawn.catch(error, from, i + 1) end
    beat(i)
    ended[#ended + 1] = i
    event.emitone(ended)
  end

  spawn.catch(error, from, 1)
  while #ended < beats do event.await(ended) end
end

return metronome
