-- Waiters that are resumed by hand or closed while they wait, also in the middle of an emit.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local harness = require "harness"
local event = require "coutil.event"
local mutex = require "coutil.mutex"
local queued = require "coutil.queued"
local system = require "coutil.system"
local case = harness.case

case("closed before its turn of an emitall",
  "semantics, Events: closed before its turn is skipped", function(t)
  local b
  t:start(function() event.await("e"); t:log("a"); t:equal(coroutine.close(b), true) end)
  b = t:start(function() event.await("e"); t:log("b") end)
  t:start(function() event.await("e"); t:log("c") end)
  t:equal(event.emitall("e"), true)
  t:logged("a c")
  t:status(b, "dead")
end)

case("resumed by hand before its turn of an emitall",
  "semantics, Events: resumed by hand before its turn is skipped",
  function(t)
    local b
    t:start(function() event.await("e"); t:log("a"); t:resume(b, "hand") end)
    b = t:start(function() t:log((event.await("e"))); t:log((event.await("f"))) end)
    t:start(function() event.await("e"); t:log("c") end)
    t:equal(event.emitall("e"), true)
    t:logged("a hand c")
    t:status(b, "suspended")
    event.emitone("f")
    t:logged("f")
  end)

case("resumed by hand and awaiting the same event again",
  "semantics, Events: so nobody is resumed twice", function(t)
  local b
  t:start(function() event.await("e"); t:log("a"); t:resume(b, "hand") end)
  b = t:start(function() t:log((event.await("e"))); t:log((event.await("e"))) end)
  t:start(function() event.await("e"); t:log("c") end)
  t:equal(event.emitall("e"), true)
  t:logged("a hand c")
  t:equal(event.emitall("e"), true)
  t:logged("e")
end)

case("in a bare yield when its turn comes", "semantics, Events: skips who is no longer waiting", function(t)
  local b
  t:start(function() event.await("e"); t:resume(b, "hand") end)
  b = t:start(function() t:log((event.await("e"))); t:log((coroutine.yield())) end)
  t:equal(event.emitall("e"), true)
  t:logged("hand")
  t:resume(b, "mine")
  t:logged("mine")
end)

case("ended by hand before its turn", "semantics, Events: skips who can't be resumed", function(t)
  local b
  t:start(function() event.await("e"); t:resume(b, "hand") end)
  b = t:start(function() t:log((event.await("e"))) end)
  t:equal(event.emitall("e"), true)
  t:logged("hand")
  t:status(b, "dead")
end)

case("an any-wait closed before its turn", "semantics, Events: closed before its turn is skipped", function(t)
  local b
  t:start(function() event.await("e"); coroutine.close(b) end)
  b = t:start(function() event.awaitany("e", "f"); t:log("b") end)
  t:equal(event.emitall("e"), true)
  t:equal(event.pending("f"), false)
  t:logged("")
end)

case("an any-wait resumed by hand before its turn",
  "semantics, Events: resumed by hand before its turn is skipped",
  function(t)
    local b
    t:start(function() event.await("e"); t:resume(b, "hand") end)
    b = t:start(function() t:log((event.awaitany("e", "f"))); t:log((event.awaitany("f", "e"))) end)
    t:equal(event.emitall("e"), true)
    t:logged("hand")
    t:equal(event.pending("e"), true)
    t:equal(event.emitall("f"), true)
    t:logged("f")
    t:equal(event.pending("e"), false)
  end)

case("an all-wait resumed by hand before its turn",
  "semantics, Events: resumed by hand it returns those values", function(t)
  local b
  t:start(function() event.await("e"); t:resume(b, "hand", nil) end)
  b = t:start(function()
    t:values(table.pack(event.awaitall("e", "f")), "hand", nil)
    t:values(table.pack(event.awaitall("e", "f")), true)
    t:log("all")
  end)
  t:equal(event.emitall("e"), true)
  t:equal(event.pending("e"), true, "the second wait needs an event of its own")
  t:equal(event.emitall("f"), true)
  t:logged("")
  t:equal(event.emitall("e"), true)
  t:logged("all")
end)

case("an all-wait closed before its turn", "semantics, Events: closed before its turn is skipped", function(t)
  local b
  t:start(function() event.await("e"); coroutine.close(b) end)
  b = t:start(function() event.awaitall("e", "f") end)
  t:equal(event.emitall("e"), true)
  t:equal(event.pending("f"), false)
end)

case("the first of an emitall closes all the others", "semantics, Events: nobody is forgotten", function(t)
  local others = {}
  t:start(function()
    event.await("e")
    for _, co in ipairs(others) do coroutine.close(co) end
    t:start(function() event.await("e"); t:log("new") end)
  end)
  for index = 1, 20 do others[index] = t:start(function() event.await("e"); t:log("never") end) end
  t:equal(event.emitall("e"), true)
  t:logged("")
  t:equal(event.emitall("e"), true)
  t:logged("new")
end)

case("emitone skips the closed and resumes the next",
  "semantics, Events: emitone skips who can't be resumed", function(t)
  local a = t:start(function() event.await("e") end)
  local b = t:start(function() event.awaitany("d", "e") end)
  t:start(function() event.await("e"); t:log("c") end)
  coroutine.close(a)
  coroutine.close(b)
  t:equal(event.pending("e"), true)
  t:equal(event.emitone("e"), true)
  t:logged("c")
end)

case("emits find nobody when all were closed", "semantics, Events: true when it resumed somebody", function(t)
  for _, emit in ipairs { event.emitone, event.emitall } do
    local waiters = {}
    for index = 1, 5 do waiters[index] = t:start(function() event.await("e") end) end
    for index = 1, 5 do coroutine.close(waiters[index]) end
    t:equal(event.pending("e"), false)
    t:equal(emit("e"), false)
  end
end)

case("a waiter that was closed while another waits keeps the order",
  "semantics, Events: first in, first out", function(t)
  local waiters = {}
  for index = 1, 9 do waiters[index] = t:start(function() event.await("e"); t:log(index) end) end
  for index = 2, 8, 3 do coroutine.close(waiters[index]) end
  for index = 3, 9, 3 do t:resume(waiters[index]) end
  t:logged("3 6 9")
  t:start(function() event.await("e"); t:log("new") end)
  t:equal(event.emitall("e"), true)
  t:logged("1 4 7 new")
end)

case("resumed by hand at the head, the middle and the end",
  "semantics, Events: no longer waiting", function(t)
  for which = 1, 3 do
    local waiters = {}
    for index = 1, 3 do waiters[index] = t:start(function() event.await("e"); t:log(index) end) end
    t:resume(waiters[which])
    t:equal(event.emitall("e"), true)
    t:logged(({ "1 2 3", "2 1 3", "3 1 2" })[which])
  end
end)

case("the emitter is resumed by hand only when it is suspended",
  "manual, emitall: returns after resuming", function(t)
  local emitter
  t:start(function()
    event.await("e")
    local ok, message = coroutine.resume(emitter)
    t:equal(ok, false)
    t:ok(tostring(message):find("non-suspended", 1, true), tostring(message))
    t:status(emitter, "normal")
  end)
  emitter = coroutine.create(function() t:equal(event.emitall("e"), true); t:log("emitted") end)
  t:resume(emitter)
  t:logged("emitted")
end)

case("coroutine.wrap resumes a waiter by hand",
  "manual, await: otherwise the values of the resume", function(t)
  local got
  local wrapped = coroutine.wrap(function() got = table.pack(event.await("e")) end)
  wrapped()
  wrapped("hand", nil)
  t:values(got, "hand", nil)
  t:equal(event.pending("e"), false)
  local again = coroutine.wrap(function() got = table.pack(event.await("e")) end)
  again()
  t:equal(event.emitone("e", 1), true)
  t:values(got, "e", 1)
  t:raises("dead coroutine", again)
end)

case("a wait that failed by hand leaves nothing", "manual, await", function(t)
  local co = t:start(function()
    event.await("e")
    error("after the wait", 0)
  end)
  local ok, message = coroutine.resume(co)
  t:equal(ok, false)
  t:equal(message, "after the wait")
  t:equal(event.pending("e"), false)
  t:equal(#t:caught(), 0, "the error is the program's business")
end)

case("closing runs the pending close handlers, which may emit", "semantics, Events: closed", function(t)
  local co = t:start(function()
    local _ <close> = setmetatable({}, { __close = function() t:log(tostring(event.emitone("f", "bye"))) end })
    event.await("e")
  end)
  t:start(function() t:log(select(2, event.await("f"))) end)
  t:equal(coroutine.close(co), true)
  t:logged("bye true")
  t:equal(event.pending("e"), false)
end)

case("a close handler can't await", "measured: unable to yield", function(t)
  local co = t:start(function()
    local _ <close> = setmetatable({}, {
      __close = function() t:log(select(2, pcall(event.await, "f")):match("unable to yield")) end,
    })
    event.await("e")
  end)
  coroutine.close(co)
  t:logged("unable to yield")
  t:equal(event.pending("f"), false)
end)

case("a close handler that emits the event it waited for",
  "semantics, Events: closed: no longer waiting", function(t)
  local co = t:start(function()
    local _ <close> = setmetatable({}, { __close = function() t:log(tostring(event.emitone("e"))) end })
    event.await("e")
    t:log("never")
  end)
  t:equal(coroutine.close(co), true)
  t:logged("false")
end)

case("closed while in a pause", "manual, pause: not scheduled anymore", function(t)
  local co = t:start(function() system.pause(3600) end)
  t:equal(t:board().scheduled, 1)
  coroutine.close(co)
  t:equal(system.run("ready"), false)
end)

case("resumed by hand while in a pause", "manual, pause: in any case it is not scheduled anymore", function(t)
  local got
  local co = t:start(function()
    got = table.pack(system.pause(3600))
    event.await("e")
  end)
  t:resume(co, 1, nil)
  t:values(got, 1, nil)
  t:equal(t:board().scheduled, 0)
  t:equal(system.run(), false)
  event.emitone("e")
end)

case("an awaiter in the place of a stored event", "manual, queued: only if nobody awaits", function(t)
  local a = t:start(function() event.await("e") end)
  local b = t:start(function() t:log((event.await("e"))) end)
  t:resume(a)
  t:equal(queued.emitone("e"), true)
  t:logged("e")
  t:status(b, "dead")
  t:equal(queued.isqueued("e"), false)
end)

case("closed in lock during an emitall on its mutex",
  "semantics, Mutex: a closed waiter does not swallow it", function(t)
  local m = {}
  mutex.lock(m)
  local locker
  t:start(function() event.await(m); coroutine.close(locker) end)
  locker = t:start(function() mutex.lock(m); t:log("never") end)
  t:equal(event.emitall(m), true)
  t:status(locker, "dead")
  t:equal(event.pending(m), false)
  t:equal(mutex.unlock(m), false)
  t:equal(mutex.islocked(m), false)
  t:logged("")
end)

case("resumed by hand in lock during an emitall",
  "semantics, Mutex: back to wait in the place it had", function(t)
  local m = {}
  mutex.lock(m)
  local first
  t:start(function() event.await(m); t:resume(first) end)
  first = t:start(function() mutex.lock(m); t:log("first"); mutex.unlock(m) end)
  t:start(function() mutex.lock(m); t:log("second"); mutex.unlock(m) end)
  t:equal(event.emitall(m), true)
  t:logged("")
  t:equal(mutex.unlock(m), true)
  t:logged("first second")
end)

case("an unlock inside an emitall on its mutex",
  "semantics, Mutex: unlock wakes the first that waits in lock", function(t)
  local m = {}
  t:start(function()
    mutex.lock(m)
    event.await(m)
    t:equal(mutex.unlock(m), true)
    t:log("unlocked")
  end)
  t:start(function() mutex.lock(m); t:log("locked"); mutex.unlock(m) end)
  t:equal(event.emitall(m), true)
  t:logged("locked unlocked")
  t:equal(mutex.islocked(m), false)
  t:equal(event.pending(m), false)
end)

case("many resumes by hand leave lines in order", "semantics, Events: first in, first out", function(t)
  local waiters = {}
  for index = 1, 64 do
    waiters[index] = t:start(function()
      while true do
        if event.awaitany("e", "f", index) == "e" then break end
      end
      t:log(index)
    end)
  end
  for index = 64, 1, -1 do t:resume(waiters[index], "again") end
  t:equal(event.emitall("e"), true)
  local expected = {}
  for index = 64, 1, -1 do expected[#expected + 1] = index end
  t:logged(table.concat(expected, " "))
  t:equal(event.pending("f"), false)
end)

harness.finish()
