-- reason: error
-- Calls itself for ever.
local function deeper() return 1 + deeper() end
deeper()
