-- The order of keys that are coroutines.
local set = {}
for i = 1, 60 do set[coroutine.create(print)] = i end
for _, value in pairs(set) do io.write(value, " ") end
