-- Strings too long to be kept once are hashed late.
local set = {}
for i = 1, 30 do set[("x"):rep(100) .. i] = i end
for _, value in pairs(set) do io.write(value, " ") end
