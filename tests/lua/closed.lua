-- Coroutines that wait are resumed when their Lua state closes and the engine is gone already: each wait ends with
-- an error that says so. Prints its line from a finalizer that runs after the engine's own, being made before it.
-- For a stock Lua, whose states close so; it must not know the backend.

local waiting = {}
local names = {}
local keep = setmetatable({}, {
  __gc = function()
    local passed, failed = 0, 0
    for i, co in ipairs(waiting) do
      local ok, message = coroutine.resume(co)
      if not ok and tostring(message):find("coutil was closed with its Lua state", 1, true) then
        passed = passed + 1
      else
        failed = failed + 1
        print("FAILED " .. names[i] .. ": " .. tostring(message))
      end
    end
    print(("%d passed, %d failed"):format(passed, failed))
  end,
})

local event, memory, mutex = require "coutil.event", require "memory", require "coutil.mutex"
local promise, system = require "coutil.promise", require "coutil.system"

local function wait(name, f, ...)
  local co = coroutine.create(f)
  assert(coroutine.resume(co, ...))
  waiting[#waiting + 1], names[#names + 1] = co, name
end

local socket = assert(system.socket("datagram", "ipv4"))
assert(socket:bind(system.address("ipv4", "127.0.0.1", 0)))
local locked = {}
mutex.lock(locked)
wait("event.await", event.await, "never")
wait("event.awaitany", event.awaitany, "never", "this", "neither")
wait("promise", (promise.create()))
wait("promise.awaitall", promise.awaitall, (promise.create()), (promise.create()))
wait("mutex.lock", mutex.lock, locked)
wait("system.pause", system.pause, 100)
wait("socket:receive", socket.receive, socket, memory.create(10))
waiting.keep = keep
