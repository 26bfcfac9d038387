-- The order of keys that are strings depends on the seed of their hashes.
local set = {}
for i = 1, 100 do set["key " .. i * 7919] = i end
for key in pairs(set) do io.write(key, ";") end
