-- Two coroutines and an event.
--
-- A sprinter stands at the line and awaits the starting shot. The starter counts down and emits it.
-- Whoever awaits is asleep: it costs nothing, and it goes on exactly where it stood.

local event = require "coutil.event"
local system = require "coutil.system"
local trace = require "coutil.trace"

-- Any value but nil can be an event. A fresh table is one that nobody else has.
-- Its name is what you will read in the timeline.
local shot = trace.name({}, "starting shot")

-- Each coroutine gets a name, too, before it starts to run.
local function start(name, body)
  local co = trace.name(coroutine.create(body), name)
  assert(coroutine.resume(co))
end

start("sprinter", function()
  print("sprinter: on your marks ...")
  -- Here the sprinter suspends. await returns the event, then whatever came along with it.
  local _, word = event.await(shot)
  print("sprinter: heard '" .. word .. "' and runs!")
  system.pause(0.3)
  print("sprinter: reached the finish")
end)

start("starter", function()
  for count = 3, 1, -1 do
    print("starter:  " .. count)
    system.pause(0.1)
  end
  -- The emit resumes the sprinter at once, inside this very call. It returns when the sprinter
  -- suspends again (in its pause), and only then does the starter go on.
  trace.note("bang!")
  local somebody = event.emitone(shot, "bang!")
  print("starter:  did somebody hear it? " .. tostring(somebody))

  -- Nobody awaits the event any more. A plain event is not kept: this one is gone.
  somebody = event.emitone(shot, "bang again!")
  print("starter:  and the second shot?  " .. tostring(somebody))
  system.pause(0.1)
  print("starter:  packs up")
end)

-- The pauses above only asked to be woken later. Here is who wakes them: run returns when no coroutine
-- is scheduled any more.
system.run()
print("main:     all done")
