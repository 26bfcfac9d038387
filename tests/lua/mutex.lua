-- Conformance of coutil.mutex: exclusive ownership of a value by a coroutine.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local harness = require "harness"
local event = require "coutil.event"
local mutex = require "coutil.mutex"
local queued = require "coutil.queued"
local case = harness.case

-- A coroutine that locks the mutex, logs its name, yields, and unlocks.
local function holder(t, m, name)
  return t:start(function()
    mutex.lock(m)
    t:log("+" .. name)
    coroutine.yield()
    t:log("-" .. name)
    mutex.unlock(m)
  end)
end

case("a free mutex is taken at once", "manual, lock: acquires and returns immediately", function(t)
  local m = {}
  t:equal(mutex.islocked(m), false)
  t:equal(mutex.ownlock(m), false)
  local co = t:start(function()
    mutex.lock(m)
    t:equal(mutex.islocked(m), true)
    t:equal(mutex.ownlock(m), true)
    coroutine.yield()
    t:equal(mutex.unlock(m), false, "nobody was resumed")
    t:equal(mutex.islocked(m), false)
    t:equal(mutex.ownlock(m), false)
  end)
  t:equal(mutex.islocked(m), true, "seen from others")
  t:equal(mutex.ownlock(m), false, "owned by another")
  t:resume(co)
  t:equal(mutex.islocked(m), false)
end)

case("any value names a mutex", "manual, lock: identified by value e", function(t)
  for _, m in ipairs { true, false, 0, 1.5, "m", {}, print, coroutine.create(print), io.stdout } do
    mutex.lock(m)
    t:equal(mutex.islocked(m), true)
    t:equal(mutex.ownlock(m), true)
    mutex.unlock(m)
    t:equal(mutex.islocked(m), false)
  end
  mutex.lock(1)
  t:equal(mutex.ownlock(1.0), true)
  t:equal(mutex.islocked("1"), false)
  mutex.unlock(1.0)
end)

case("lock waits until it is released",
  "manual, lock: otherwise it awaits until the ownership is released", function(t)
  local m = {}
  local a, b, c = holder(t, m, "a"), holder(t, m, "b"), holder(t, m, "c")
  t:logged("+a")
  t:equal(event.pending(m), true, "it awaits an event on the value")
  t:resume(a)
  t:logged("-a +b")
  t:status(a, "dead")
  t:equal(mutex.islocked(m), true)
  t:resume(b)
  t:logged("-b +c")
  t:resume(c)
  t:logged("-c")
  t:equal(mutex.islocked(m), false)
  t:equal(event.pending(m), false)
end)

case("unlock tells whether somebody was resumed",
  "semantics, Mutex: returns whether somebody was resumed", function(t)
  local m = {}
  mutex.lock(m)
  t:equal(mutex.unlock(m), false)
  mutex.lock(m)
  local co = holder(t, m, "a")
  t:equal(mutex.unlock(m), true)
  t:logged("+a")
  t:resume(co)
end)

case("the one who waits owns it when unlock returns",
  "semantics, Mutex: unlock wakes the first that waits in lock", function(t)
  local m = {}
  mutex.lock(m)
  local co = t:start(function()
    mutex.lock(m)
    t:equal(mutex.ownlock(m), true)
    coroutine.yield()
    mutex.unlock(m)
  end)
  mutex.unlock(m)
  t:equal(mutex.islocked(m), true)
  t:equal(mutex.ownlock(m), false)
  t:raises("lock not owned", mutex.unlock, m)
  t:resume(co)
end)

case("locking twice", "semantics, Mutex: nested lock", function(t)
  local m = {}
  mutex.lock(m)
  t:raises("nested lock", mutex.lock, m)
  t:equal(mutex.ownlock(m), true)
  mutex.unlock(m)
  t:start(function()
    mutex.lock(m)
    t:raises("nested lock", mutex.lock, m)
    mutex.unlock(m)
  end)
  t:equal(mutex.islocked(m), false)
end)

case("unlocking what one does not own", "semantics, Mutex: lock not owned", function(t)
  local m = {}
  t:raises("lock not owned", mutex.unlock, m)
  local co = holder(t, m, "a")
  t:raises("lock not owned", mutex.unlock, m)
  t:start(function() t:raises("lock not owned", mutex.unlock, m) end)
  t:equal(mutex.islocked(m), true)
  t:resume(co)
  t:raises("lock not owned", mutex.unlock, m)
end)

case("the main program owns and can't wait",
  "semantics, Mutex: the main program can own one, and can't wait", function(t)
  local m = {}
  mutex.lock(m)
  t:equal(mutex.ownlock(m), true)
  t:start(function() t:equal(mutex.ownlock(m), false) end)
  mutex.unlock(m)
  local co = holder(t, m, "a")
  t:raises("unable to yield", mutex.lock, m)
  t:equal(mutex.ownlock(m), false)
  t:resume(co)
  t:equal(mutex.islocked(m), false, "the main program left no wait behind")
end)

case("arguments", "semantics, Events: nil and NaN can't be awaited", function(t)
  for _, name in ipairs { "lock", "unlock", "islocked", "ownlock" } do
    if name ~= "islocked" and name ~= "ownlock" then
      t:raises_argument(1, name, mutex[name], nil)
      t:raises_argument(1, name, mutex[name], 0 / 0)
      t:raises_argument(1, name, mutex[name])
    end
  end
end)

case("a resume by hand does not get through lock",
  "semantics, Mutex: sends it back to wait in its place", function(t)
  local m = {}
  mutex.lock(m)
  local a, b = holder(t, m, "a"), holder(t, m, "b")
  for _ = 1, 3 do
    t:equal(select("#", t:resume(a, "by hand")), 0)
    t:status(a, "suspended")
  end
  t:logged("")
  t:equal(mutex.ownlock(m), true)
  mutex.unlock(m)
  t:logged("+a")
  t:resume(a)
  t:logged("-a +b")
  t:resume(b)
end)

case("a plain emit does not get through lock",
  "semantics, Mutex: an event by others sends it back in its place", function(t)
  local m = {}
  mutex.lock(m)
  local a, b = holder(t, m, "a"), holder(t, m, "b")
  t:equal(event.emitone(m, 1), true, "it was heard")
  t:equal(event.emitall(m, 2), true)
  t:equal(queued.emitone(m, 3), true)
  t:equal(queued.emitall(m, 4), true)
  t:equal(queued.isqueued(m), false)
  t:logged("")
  t:status(a, "suspended")
  mutex.unlock(m)
  t:logged("+a")
  t:resume(a)
  t:logged("-a +b")
  t:resume(b)
  t:logged("-b")
end)

case("an emitall reaches plain awaiters among lock waiters",
  "semantics, Mutex; manual, emitall: all coroutines", function(t)
  local m = {}
  mutex.lock(m)
  local a = holder(t, m, "a")
  local plain = t:start(function() t:log(select(2, event.await(m))) end)
  local b = holder(t, m, "b")
  t:equal(event.emitall(m, "x"), true)
  t:logged("x")
  t:status(plain, "dead")
  mutex.unlock(m)
  t:resume(a)
  t:resume(b)
  t:logged("+a -a +b -b")
end)

case("who waits in lock comes before plain awaiters",
  "semantics, Mutex: only when there is none a plain awaiter", function(t)
  local m = {}
  mutex.lock(m)
  t:start(function() t:log("plain:" .. select("#", event.await(m))) end)
  local a = holder(t, m, "a")
  t:equal(mutex.unlock(m), true)
  t:logged("+a")
  t:resume(a)
  t:logged("-a plain:1")
end)

case("unlock emits one event for plain awaiters", "manual, unlock: emits an event on e", function(t)
  local m = {}
  mutex.lock(m)
  local got
  t:start(function() got = table.pack(event.await(m)) end)
  t:start(function() t:log(event.awaitany(m, "other") == m) end)
  t:equal(mutex.unlock(m), true)
  t:values(got, m)
  t:logged("")
  mutex.lock(m)
  t:equal(mutex.unlock(m), true)
  t:logged("true")
  mutex.lock(m)
  t:equal(mutex.unlock(m), false)
end)

case("a plain awaiter may take the released mutex",
  "manual, unlock: releases, and emits an event", function(t)
  local m = {}
  mutex.lock(m)
  local co = t:start(function()
    event.await(m)
    t:equal(mutex.islocked(m), false)
    mutex.lock(m)
    coroutine.yield()
    mutex.unlock(m)
  end)
  t:equal(mutex.unlock(m), true)
  t:equal(mutex.islocked(m), true)
  t:equal(mutex.ownlock(m), false)
  t:resume(co)
end)

case("a closed waiter does not swallow the unlock", "semantics, Mutex: a waiter that was closed", function(t)
  local m = {}
  mutex.lock(m)
  local a, b, c = holder(t, m, "a"), holder(t, m, "b"), holder(t, m, "c")
  coroutine.close(a)
  coroutine.close(b)
  t:equal(mutex.unlock(m), true)
  t:logged("+c")
  t:resume(c)
  t:logged("-c")
  mutex.lock(m)
  coroutine.close(holder(t, m, "d"))
  t:equal(mutex.unlock(m), false)
  t:equal(mutex.islocked(m), false)
end)

case("a waiter that only its mutex holds gets the lock",
  "semantics, Events: collected with its event, not before",
  function(t)
    local m = {}
    mutex.lock(m)
    holder(t, m, "a")
    collectgarbage()
    collectgarbage()
    t:equal(mutex.unlock(m), true)
    t:logged("+a")
  end)

case("mutex, owner and waiters are collected together",
  "semantics, Events: neither keeps the other alive", function(t)
  local weak = setmetatable({}, { __mode = "v" })
  do
    local m = {}
    weak[1], weak[2], weak[3] = m, holder(t, m, "a"), holder(t, m, "b")
  end
  t.words = {}
  collectgarbage()
  collectgarbage()
  for index = 1, 3 do t:equal(weak[index], nil) end
end)

case("an owner that ended leaves it locked",
  "semantics, Mutex: an owner that ends leaves it locked", function(t)
  local m = {}
  local co = t:start(function() mutex.lock(m) end)
  t:status(co, "dead")
  t:equal(mutex.islocked(m), true)
  t:equal(mutex.ownlock(m), false)
  t:raises("lock not owned", mutex.unlock, m)
end)

case("an owner that raised an error leaves it locked",
  "semantics, Mutex: an owner that errors leaves it locked", function(t)
  local m = {}
  local co = coroutine.create(function()
    mutex.lock(m)
    error("oops")
  end)
  t:equal(coroutine.resume(co), false)
  t:equal(mutex.islocked(m), true)
end)

case("ownership is the coroutine's, not its resumer's",
  "manual, ownlock: belongs to the calling coroutine", function(t)
  local m = {}
  t:start(function()
    mutex.lock(m)
    t:start(function()
      t:equal(mutex.ownlock(m), false)
      t:raises("lock not owned", mutex.unlock, m)
    end)
    t:equal(mutex.ownlock(m), true)
    mutex.unlock(m)
  end)
end)

case("a lock inside an unlock", "manual, unlock: the resumed coroutine shall later emit", function(t)
  local m = {}
  mutex.lock(m)
  for index = 1, 20 do
    t:start(function()
      mutex.lock(m)
      t:log(index)
      mutex.unlock(m)
    end)
  end
  t:equal(mutex.unlock(m), true)
  t:logged("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20")
  t:equal(mutex.islocked(m), false)
end)

case("several mutexes are independent", "manual, lock: identified by value e", function(t)
  local m, n = {}, {}
  mutex.lock(m)
  t:equal(mutex.islocked(n), false)
  local co = t:start(function()
    mutex.lock(n)
    mutex.lock(m)
    t:log("both")
    mutex.unlock(n)
    mutex.unlock(m)
  end)
  t:equal(mutex.islocked(n), true)
  mutex.unlock(m)
  t:logged("both")
  t:status(co, "dead")
end)

case("mutex, event and stored event live on one value",
  "manual, lock: awaits an event on value e", function(t)
  local m = {}
  queued.emitone(m, "stored")
  mutex.lock(m)
  t:equal(queued.isqueued(m), true)
  local co = holder(t, m, "a")
  t:equal(mutex.unlock(m), true, "a stored event is nothing to a lock")
  t:logged("+a")
  t:resume(co)
  t:values(table.pack(queued.await(m)), m, "stored")
end)

case("mutex.lock can be a coroutine's function", "semantics: the owner that ended, by name", function(t)
  local m = {}
  local co = t:start(mutex.lock, m)
  t:status(co, "dead")
  local dump = require "coutil.trace".dump(false)
  t:equal(#dump.mutexes, 1)
end)

harness.finish()
