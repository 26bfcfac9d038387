-- Programs that end by themselves: their status, their arguments, numbers among them.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  print(system.execute("/bin/true"))
  print(system.execute("/bin/false"))
  for _, status in ipairs { 0, 1, 42, 255 } do
    local how, code = system.execute("/bin/sh", "-c", "exit " .. status)
    print(how, code, math.type(code))
  end
  print(system.execute("/bin/sh", "-c", '[ $# = 3 ] && [ "$1" = one ] && [ "$2 $3" = "10 1.5" ]', "sh", "one", 10, 1.5))
  local cmd = { execfile = "/bin/sh", arguments = { "-c", "exit 7" }, other = "left alone" }
  print(system.execute(cmd))
  print(math.type(cmd.pid), cmd.pid > 0, cmd.other)
  print(system.execute("true"))
  print(system.execute("sh", "-c", "exit 4"))
end)
print(pcall(system.execute, "/bin/true"))
