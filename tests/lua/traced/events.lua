-- Events of every mode, nested emits, waits that end by hand and by closing.
local event = require "coutil.event"
local function start(f, ...)
  local co = coroutine.create(f)
  assert(coroutine.resume(co, ...))
  return co
end
local waiters = {}
for index = 1, 3 do waiters[index] = start(function() event.await("ready") event.await("go") end) end
start(function() event.awaitall("ready", "go", 3) end)
start(function() event.awaitany("never", "go") event.emitall("inner", 1) end)
start(function() event.await("inner") end)
start(function() event.await("ready") coroutine.resume(waiters[3], "by hand") end)
event.emitone("ready")
event.emitall("ready")
event.emitone("nobody")
event.emitall("go", 1, 2)
event.emitone(3)
local closed = start(function() event.awaitany("never", "more") end)
coroutine.close(closed)
start(function() coroutine.yield() event.await("last") end)
