-- Debug hooks, by count and by line.
local counts, lines = 0, 0
debug.sethook(function(what) if what == "count" then counts = counts + 1 else lines = lines + 1 end end, "l", 100)
local sum = 0
for i = 1, 10000 do sum = sum + i end
debug.sethook()
print(sum, counts, lines)
