-- Two letters, and somebody who comes late.

local event = require "coutil.event"
local spawn = require "coutil.spawn"
local system = require "coutil.system"

spawn.catch(error, function()
  system.pause(1)
  event.emitone("mail", "first letter")
  system.pause(2)
  event.emitone("mail", "second letter")
end)

spawn.catch(error, function()
  system.pause(2)
  local _, letter = event.await("mail")
  print("got the " .. letter)
  _, letter = event.await("mail")
  print("got the " .. letter)
end)

system.run()
