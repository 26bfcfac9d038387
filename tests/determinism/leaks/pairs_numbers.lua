-- The order of keys that are floats and large integers.
local set = {}
for i = 1, 50 do set[i / 7] = i set[i * 2^40] = -i set[i << 50] = i end
for key, value in pairs(set) do io.write(key, "=", value, " ") end
