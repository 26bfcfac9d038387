-- The machine on which the tests run in the simulation: the programs that they execute, and some files that every
-- machine has. For scripts that one_of.lua starts, because a machine's programs are read from the script's folder.

local sim = require "coutil.sim"

local files = {
  ["/etc/services"] = "domain 53/udp\nhttp 80/tcp\nssh 22/tcp\n",
  ["/usr/readme"] = "a folder that every machine has\n",
  ["/home/readme"] = "the home of whoever runs the tests\n",
}

-- By their paths, which are those of files too, and by their names.
for _, name in ipairs { "sh", "true", "false", "cat" } do
  local program = "system/programs/" .. name .. ".lua"
  sim.program("/bin/" .. name, program)
  sim.program(name, program)
  files["/bin/" .. name] = "a program of the simulation\n"
end

-- Where the shell finds its parts, wherever it is started. This file reads from its own folder.
for _, name in ipairs { "shell", "parser", "words", "commands", "files" } do
  local part = assert(io.open("programs/shell/" .. name .. ".lua"))
  files["/lib/shell/" .. name .. ".lua"] = part:read "a"
  part:close()
end

sim.host {
  name = "localhost",
  address = {},  -- but for its loopback
  env = { PATH = "/bin:/usr/bin", HOME = "/home" },
  files = files,
  sockets = sim.args[1] == "system/descriptors.lua" and 60 or nil,
}
