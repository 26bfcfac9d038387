-- How much memory Lua uses.
print(collectgarbage "count")
local kept = {}
for i = 1, 1000 do kept[i] = { tostring(i) } end
print(collectgarbage "count", collectgarbage "step", collectgarbage "count")
