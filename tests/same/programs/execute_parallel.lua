-- Programs side by side: each ends in its time, whatever the order in which they were started.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local tasks = {}
for index, seconds in ipairs { 1.2, 0.4, 2 } do
  tasks[index] = function()
    print(index, system.execute("/bin/sh", "-c", ("sleep %s; exit %d"):format(seconds, index)))
  end
end
tasks[4] = function()
  print("they run", system.pause(0.8))
end
print(tools.run(table.unpack(tasks)))
