-- Running out of memory.
print(pcall(string.rep, "x", 1 << 40))
print(pcall(string.rep, "x", 1 << 30))
local long = ("x"):rep(1 << 26)
print(pcall(table.concat, setmetatable({}, { __index = function() return long end, __len = function() return 20 end })))
