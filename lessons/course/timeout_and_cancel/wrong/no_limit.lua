-- reason: no-timeout
-- Waits as long as it takes.
local event = require "coutil.event"
local system = require "coutil.system"
return function(request)
  local _, answer = event.await(request)
  return answer
end
