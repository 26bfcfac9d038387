-- A mutex that goes down a line of coroutines, each of which pauses with it.
local mutex = require "coutil.mutex"
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local tasks = {}
for index = 1, 5 do
  tasks[index] = function()
    mutex.lock("door")
    print("in", index, mutex.ownlock("door"))
    system.pause(index % 2 == 0 and 0.01 or nil)
    print("out", index, mutex.unlock("door"))
  end
end
print(tools.run(table.unpack(tasks)))
print(mutex.islocked("door"))
mutex.lock("door")
print(mutex.islocked("door"), mutex.ownlock("door"))
print(pcall(mutex.lock, "door"))
print(mutex.unlock("door"))
print(pcall(mutex.unlock, "door"))
