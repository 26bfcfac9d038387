-- A signal that the program sends itself: all who await it hear of it, in their order.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local tasks = {}
for index = 1, 4 do
  tasks[index] = function()
    for round = 1, 2 do print(index, round, system.awaitsig("user1")) end
  end
end
tasks[5] = function()
  for _ = 1, 2 do
    tools.settle()
    print("sent", system.execute("/bin/sh", "-c", "kill -USR1 $PPID; sleep 0.1"))
  end
end
print(tools.run(table.unpack(tasks)))
print(pcall(system.awaitsig, "user1"))
