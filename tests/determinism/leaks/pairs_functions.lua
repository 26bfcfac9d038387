-- The order of keys that are closures, and functions of C.
local set = { [print] = "print", [pairs] = "pairs", [string.rep] = "rep", [math.floor] = "floor", [os.time] = "time" }
for i = 1, 50 do set[function() return i end] = i end
for _, value in pairs(set) do io.write(value, " ") end
