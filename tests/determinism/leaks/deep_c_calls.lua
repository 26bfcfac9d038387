-- How deep calls may nest through C.
local depth = 0
local function down() depth = depth + 1 return (string.gsub("a", "a", down)) end
print(pcall(down))
print(depth)
