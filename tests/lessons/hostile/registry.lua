-- reason: forbidden
-- Looks for the sandbox's insides.
for key, value in pairs(debug.getregistry()) do print(key, value) end
