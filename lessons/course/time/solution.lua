-- A metronome: beat(i) is called when second i begins, for i from 1 to beats. beat suspends for a while, sometimes
-- for more than a second. run returns when all beats have ended.
-- The coroutine that keeps the time does nothing but pause; each beat has a coroutine of its own.

local event = require "coutil.event"
local spawn = require "coutil.spawn"
local system = require "coutil.system"

local metronome = {}

function metronome.run(beats, beat)
  local sounding = 0
  local silence = {}

  local function ended(ok, message)
    sounding = sounding - 1
    if sounding == 0 then event.emitall(silence) end
    if not ok then error(message, 0) end
  end

  for i = 1, beats do
    system.pause(1)
    sounding = sounding + 1
    spawn.trap(ended, beat, i)
  end
  while sounding > 0 do event.await(silence) end
end

return metronome
