-- reason: events
-- Coroutines without end.
while true do coroutine.wrap(function() end)() end
