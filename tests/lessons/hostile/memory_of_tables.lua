-- reason: memory
-- Another one.
local all = {}
for i = 1, math.huge do all[i] = ("x"):rep(100000) .. i end
