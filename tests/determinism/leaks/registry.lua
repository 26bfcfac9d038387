-- What the registry of the state holds.
local kinds = {}
for key, value in pairs(debug.getregistry()) do kinds[#kinds + 1] = type(key) .. " " .. type(value) end
print(table.concat(kinds, "; "))
