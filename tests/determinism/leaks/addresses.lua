-- Addresses as text and as keys.
local system = require "coutil.system"
local set = {}
for i = 1, 20 do set[system.address("ipv4", "10.0.0." .. i, i)] = i end
for address, i in pairs(set) do io.write(tostring(address), "=", i, " ") end
