-- The order of keys of all kinds after some were removed.
local set = { true, [false] = 1, text = 2, [1.5] = 3, [print] = 4, [{}] = 5, [coroutine.create(print)] = 6 }
for i = 1, 40 do set["gone" .. i] = {} end
for i = 1, 40, 2 do set["gone" .. i] = nil end
for key, value in next, set do print(key, value) end
