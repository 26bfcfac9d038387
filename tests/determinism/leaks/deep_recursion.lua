-- How deep calls may nest.
local depth = 0
local function down() depth = depth + 1 return 1 + down() end
print(pcall(down))
print(depth)
