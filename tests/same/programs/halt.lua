-- Runs that are halted: who was ready stays so, and the next run goes on.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

print(pcall(system.halt))
for index = 1, 4 do
  tools.start(function()
    system.pause()
    print("first", index)
    if index == 2 then system.halt() end
    system.pause()
    print("second", index)
    if index == 3 then
      system.halt()
      print("goes on until it suspends")
    end
  end)
end
for run = 1, 3 do print("run", run, system.run()) end
