-- Programs that can't be started, and commands that are none.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  print(system.execute("/no/such/program"))
  print(system.execute("no-such-program-anywhere"))
  print(system.execute("/bin/true/program"))
  print(system.execute("/"))
  local cmd = { execfile = "/bin/true" }
  print(system.execute(cmd))
  cmd.execfile = "/no/such/program"
  print(system.execute(cmd))
  print(cmd.pid)
  print(system.execute { execfile = "/bin/true", runpath = "/no/such/folder" })
  for _, wrong in ipairs { {}, { arguments = {} }, { execfile = "/bin/true", stdin = "file" },
    { execfile = "/bin/true", environment = { A = true } }, { execfile = "/bin/true\0" } } do
    print(pcall(system.execute, wrong))
  end
  print(pcall(system.execute, "/bin/true", "a", {}))
end)
