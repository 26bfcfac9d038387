-- Two letters, and somebody who comes late.

local event = require "coutil.event"
local spawn = require "coutil.spawn"
local system = require "coutil.system"

local function sender()
  system.pause(1)
  event.emitone("mail", "first letter")
  system.pause(2)
  event.emitone("mail", "second letter")
end

local function reader()
  system.pause(2)
  local _, letter = event.await("mail")
  print("got the " .. letter)
  _, letter = event.await("mail")
  print("got the " .. letter)
end

spawn.catch(error, sender)
spawn.catch(error, reader)

system.run()
