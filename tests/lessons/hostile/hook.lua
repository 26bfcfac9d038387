-- reason: forbidden
-- Takes the limits' hook away.
debug.sethook()
while true do end
