-- The order of keys that are tables depends on their addresses.
local set = {}
for i = 1, 100 do set[{}] = i end
for _, value in pairs(set) do io.write(value, " ") end
