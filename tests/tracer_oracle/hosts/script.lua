-- Random coroutines that lock, await one, all and any, emit, send, receive, fail, and close and resume each other;
-- some in system.run, some beside it.
local event, mutex, promise = require "coutil.event", require "coutil.mutex", require "coutil.promise"
local queued, system = require "coutil.queued", require "coutil.system"
local memory, sim, spawn = require "memory", require "coutil.sim", require "coutil.spawn"

local pick, is_child = math.random, ... == "child"
local events, mutexes, coroutines = { "first", "second", "third" }, { "m1", "m2", {} }, {}
local fulfilment, fulfill = promise.create()
local socket = system.socket("datagram")
socket:bind(system.address("ipv4", "0.0.0.0", 7))
local function one(values) return values[pick(#values)] end
local function other() return coroutines[pick(#coroutines)] end
local function free(c) return coroutine.status(c) == "suspended" end

local acts = {
  function() mutex.lock(one(mutexes)) end,
  function() mutex.lock(one(mutexes)) end,
  function() for _, m in ipairs(mutexes) do if mutex.ownlock(m) then mutex.unlock(m) end end end,
  function() for _, m in ipairs(mutexes) do if mutex.ownlock(m) then mutex.unlock(m) end end end,
  function() event.await(one(events)) end,
  function() event.awaitany(one(events), one(mutexes)) end,
  function() event.awaitall("first", one(events), one(mutexes)) end,
  function() event.emitall(one(events)) end,
  function() event.emitone(one(events)) end,
  function() queued.emitone(one(events)) end,
  function() queued.await(one(events)) end,
  function() promise.await(fulfilment) end,
  function() if pick(10) == 1 then fulfill(1) end end,
  function() system.pause(pick(100) / 1000) end,
  function() system.pause(pick(100) / 1000) end,
  function() system.pause() end,
  function() coroutine.yield() end,
  function() local c = other() if free(c) and pick(3) == 1 then coroutine.resume(c) end end,
  function() local c = other() if free(c) and pick(9) == 1 then coroutine.close(c) end end,
  function() socket:send("hello", 1, -1, system.address("ipv4", "10.0.0." .. pick(4), 7)) end,
  function() socket:send("hello", 1, -1, system.address("ipv4", "10.0.0." .. pick(4), 7)) end,
  function() socket:receive(memory.create(10)) end,
  function() if pick(20) == 1 then error("an error") end end,
  function()
    if not is_child and pick(20) == 1 then system.execute { execfile = "/bin/child", arguments = { "child" } } end
  end,
  function() if pick(4) == 1 then system.awaitsig("user1") end end,
  function() if pick(4) == 1 then pcall(sim.kill, sim.getpid(), "user1") end end,
}
local function live()
  for _ = 1, 5 + pick(40) do
    local ok, message = pcall(one(acts))
    if not ok and tostring(message):find("an error", 1, true) and pick(2) == 1 then error(message, 0) end
  end
end

require("coutil.trace").onerror(function() end)
for number = 1, 4 + pick(6) do coroutines[number] = coroutine.create(live) end
for _ = 1, 20 do
  local c = other()
  if free(c) then coroutine.resume(c) end
  if pick(3) == 1 then system.run(pick(2) == 1 and "ready" or "step") end
end
coroutine.wrap(function()
  for _ = 1, 40 do
    system.pause(pick(50) / 1000)
    local c = other()
    if free(c) and pick(2) == 1 then
      coroutine.resume(c)
    elseif coroutine.status(c) == "dead" then
      coroutines[pick(#coroutines)] = coroutine.create(live)
    end
    event.emitall(one(events))
  end
end)()
system.run()
