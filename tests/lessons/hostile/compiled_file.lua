-- reason: error
-- The same, from a file of the simulation.
local file = assert(io.open("chunk.lua", "wb"))
file:write(string.dump(function() return 1 end))
file:close()
assert(loadfile "chunk.lua")()
