-- reason: lost-answer
-- Pauses first and asks for the answer afterwards, when its event is long past.
local event = require "coutil.event"
local system = require "coutil.system"
return function(request, seconds)
  system.pause(seconds)
  if event.pending(request) then return "re" end
  return nil, "timeout"
end
