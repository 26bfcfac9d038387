-- The order of keys that are userdata.
local set = { [io.stdin] = "in", [io.stdout] = "out", [io.stderr] = "err" }
for _ = 1, 10 do set[assert(io.open(arg[0]))] = "file" end
for _, value in pairs(set) do io.write(value, " ") end
