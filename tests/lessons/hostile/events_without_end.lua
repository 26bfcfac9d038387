-- reason: events
-- A billion events.
local event = require "coutil.event"
for i = 1, 1000000000 do event.emitall(i) end
