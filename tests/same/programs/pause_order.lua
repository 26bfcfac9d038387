-- Pauses of different lengths, set in no order, some after one another.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local tasks = {}
for index, delay in ipairs { 0.16, 0.04, 0.24, 0.08, 0.2, 0.12 } do
  tasks[index] = function() print("after", delay, system.pause(delay)) end
end
tasks[#tasks + 1] = function()
  for _ = 1, 3 do print("again", system.pause(0.06)) end
end
print(tools.run(table.unpack(tasks)))
