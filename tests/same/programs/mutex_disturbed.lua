-- A mutex whose waiters are disturbed: emits on it, resumes by hand, and one that is closed.
local event = require "coutil.event"
local mutex = require "coutil.mutex"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local lock = "the lock"
mutex.lock(lock)
local waiters = {}
for index = 1, 4 do
  waiters[index] = tools.start(function()
    mutex.lock(lock)
    print("owner", index)
    event.await("give back " .. index)
    print("unlocked", index, mutex.unlock(lock))
  end)
end
tools.start(function() print("plain", event.await(lock)) end)
print(event.emitall(lock, "disturbed"))
print(coroutine.resume(waiters[2], "by hand"))
print(coroutine.close(waiters[1]))
print(mutex.unlock(lock))
for index = 2, 4 do print(event.emitone("give back " .. index)) end
print(mutex.islocked(lock))
