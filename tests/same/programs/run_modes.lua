-- Every mode of run, with those who are ready and those who are not; and what run refuses.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

for index = 1, 3 do
  tools.start(function()
    for turn = 1, 3 do
      system.pause()
      print("turn", index, turn)
    end
    system.pause(index * 0.03)
    print("late", index)
  end)
end
print("ready", system.run("ready"))
print("step", system.run("step"))
print("ready", system.run("ready"))
print("step", system.run("step"))
print("step", system.run("step"))
print("loop", system.run("loop"))
print("step", system.run("step"))
print("ready", system.run("ready"))
print(pcall(system.run, "fast"))
tools.start(function()
  system.pause()
  print(pcall(system.run))
end)
print(system.run())
