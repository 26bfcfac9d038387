-- Pauses without a delay: everybody has a turn, then everybody the next.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local tasks = {}
for index = 1, 4 do
  tasks[index] = function()
    for turn = 1, index + 1 do
      print(index, turn, system.pause(turn % 2 == 0 and 0 or nil))
    end
    print(index, "ends", system.pause(-1))
  end
end
tasks[5] = function()
  print(pcall(system.pause, "soon"))
  print(pcall(system.pause, 0 / 0))
end
print(tools.run(table.unpack(tasks)))
print(pcall(system.pause))
