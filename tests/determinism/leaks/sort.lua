-- Sorting picks its pivot by the time and an address, when it goes badly.
local list = {}
for i = 1, 3000 do list[i] = (i * 7919) % 3001 // 10 end
local compared = 0
table.sort(list, function(a, b) compared = compared + 1 return a < b end)
print(compared)
