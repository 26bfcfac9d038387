-- Sorting by an order that is none.
local list = {}
for i = 1, 500 do list[i] = (i * 31) % 17 end
print(pcall(table.sort, list, function() return true end))
print(pcall(table.sort, list, function(a, b) return (a * 13 + b) % 3 == 0 end))
print(table.concat(list, " "))
