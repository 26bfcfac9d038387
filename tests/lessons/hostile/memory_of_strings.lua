-- reason: memory
-- A memory bomb.
local text = "x"
while true do text = text .. text end
