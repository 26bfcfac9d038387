-- The machine on which the tests run in the simulation: the programs that they execute, and some files that every
-- machine has. For scripts that one_of.lua starts, because a machine's programs are read from the script's folder.

local sim = require "coutil.sim"

for _, name in ipairs { "sh", "true", "false", "cat" } do
  sim.program("/bin/" .. name, "system/programs/" .. name .. ".lua")
end

-- It has its loopback only.
sim.host { name = "localhost", address = {}, env = { PATH = "/bin:/usr/bin", HOME = "/home" }, files = {
  ["/etc/services"] = "domain 53/udp\nhttp 80/tcp\nssh 22/tcp\n",
  ["/usr/readme"] = "a folder that every machine has\n",
  ["/home/readme"] = "the home of whoever runs the tests\n",
} }
