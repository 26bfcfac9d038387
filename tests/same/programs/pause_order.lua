-- Pauses of different lengths, set in no order, some after one another.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local tasks = {}
for index, delay in ipairs { 0.8, 0.2, 1.2, 0.4, 1, 0.6 } do
  tasks[index] = function() print("after", delay, system.pause(delay)) end
end
tasks[#tasks + 1] = function()
  for _, delay in ipairs { 0.3, 0.2, 0.2 } do print("again", delay, system.pause(delay)) end
end
print(tools.run(table.unpack(tasks)))
