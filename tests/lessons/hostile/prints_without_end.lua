-- reason: output
-- Fills the disk, or would.
local text = ("x"):rep(1000000)
while true do print(text) end
