-- Every signal that can be awaited, one after the other; and words for none.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local kSignals = { { "abort", "ABRT" }, { "continue", "CONT" }, { "terminate", "TERM" }, { "hangup", "HUP" },
  { "interrupt", "INT" }, { "quit", "QUIT" }, { "stop", "TSTP" }, { "winresize", "WINCH" }, { "clocktime", "ALRM" },
  { "loosepipe", "PIPE" }, { "user1", "USR1" }, { "user2", "USR2" }, { "urgsock", "URG" } }

tools.run(function()
  for _, signal in ipairs(kSignals) do
    local word, name = table.unpack(signal)
    tools.start(function() print(word, system.awaitsig(word)) end)
    print(name, system.execute("/bin/sh", "-c", "kill -" .. name .. " $PPID; sleep 0.1"))
    tools.settle()
  end
  for _, wrong in ipairs { "", "SIGINT", "int", "kill", "9" } do print(pcall(system.awaitsig, wrong)) end
  print(pcall(system.awaitsig))
end)
