-- Programs that a signal ends, by themselves or from here.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  for _, name in ipairs { "TERM", "HUP", "INT", "USR1", "USR2", "ALRM", "KILL" } do
    print(name, system.execute("/bin/sh", "-c", "kill -" .. name .. " $$; exit 3"))
  end
  print("ignored", system.execute("/bin/sh", "-c", "kill -WINCH $$; kill -URG $$; exit 3"))
  local cmd = { execfile = "/bin/sh", arguments = { "-c", "while :; do sleep 1; done" } }
  tools.start(function() print("from here", system.execute(cmd)) end)
  tools.settle()
  print(system.execute("/bin/sh", "-c", "kill -TERM " .. cmd.pid .. "; sleep 0.1"))
  tools.settle()
  print("it is gone", system.execute("/bin/sh", "-c", "kill -0 " .. cmd.pid .. " 2>/dev/null"))
end)
