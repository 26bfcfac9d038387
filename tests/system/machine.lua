-- The machine on which the tests run in the simulation: it has the programs that they execute. For scripts that
-- one_of.lua starts, because a machine's programs are read from the script's folder.

local sim = require "coutil.sim"

for _, name in ipairs { "sh", "true", "false", "cat" } do
  sim.program("/bin/" .. name, "system/programs/" .. name .. ".lua")
end
