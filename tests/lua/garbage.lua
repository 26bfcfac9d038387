-- What is left behind: nothing. Waiters are collected with their events, lines are given back.
-- With the argument "quick" the long loops are shorter (the sanitizers are slow).

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local harness = require "harness"
local event = require "coutil.event"
local mutex = require "coutil.mutex"
local promise = require "coutil.promise"
local queued = require "coutil.queued"
local spawn = require "coutil.spawn"
local system = require "coutil.system"
local trace = require "coutil.trace"
local case = harness.case

local kMany = arg[1] == "quick" and 100000 or 1000000

local function collect()
  collectgarbage()
  collectgarbage()
end

local function weak_list()
  return setmetatable({}, { __mode = "v" })
end

-- Kilobytes that are in use after full collections, of which Lua needs several: each halves the table of
-- its strings at most.
local function used()
  local before
  repeat
    before = collectgarbage "count"
    collect()
  until collectgarbage "count" > before - 1
  return collectgarbage "count"
end

-- Calls f that often. Where the collector runs between the scheduler's steps only, one long step would
-- show the peak of what is garbage, which is not what is looked for.
local function times(count, f)
  for index = 1, count do
    f(index)
    if index % 1000 == 0 then collectgarbage() end
  end
end

-- Whatever `make(keep)` registers in the weak list must be gone after a collection.
local function collected(t, make)
  local weak = weak_list()
  make(function(value)
    weak[#weak + 1] = value
    return value
  end)
  t:ok(#weak > 0)
  local count = #weak
  collect()
  for index = 1, count do t:equal(weak[index], nil, "number " .. index .. " is still alive") end
end

case("a waiter is collected with its event",
  "semantics, Events: a waiter that nothing can reach is collected", function(t)
  for _, await in ipairs { event.await, event.awaitall, event.awaitany, queued.await, queued.awaitall, queued.awaitany } do
    collected(t, function(keep)
      local e = keep {}
      keep(t:start(function() await(e) end))
    end)
  end
end)

case("a waiter of several events is collected with them",
  "semantics, Events: collected with its event", function(t)
  for _, await in ipairs { event.awaitall, event.awaitany } do
    collected(t, function(keep)
      local a, b, c = keep {}, keep {}, keep {}
      keep(t:start(function() await(a, b, c) end))
      keep(t:start(function() await(b, c) end))
    end)
  end
end)

case("events that refer to their waiters and to each other",
  "semantics, Events: neither keeps the other alive", function(t)
  collected(t, function(keep)
    local a, b = keep {}, keep {}
    a.other, b.other = b, a
    a.waiter = keep(t:start(function() event.awaitany(a, b) end))
    b.waiter = keep(t:start(function() event.awaitall(a, b) end))
  end)
end)

case("a coroutine that awaits itself",
  "semantics, Events: a waiter that nothing can reach any more", function(t)
  collected(t, function(keep)
    keep(t:start(function() event.await(coroutine.running()) end))
  end)
end)

case("coroutines that await each other",
  "semantics, Events: a waiter that nothing can reach any more", function(t)
  collected(t, function(keep)
    local a, b
    a = coroutine.create(function() event.await(b) end)
    b = coroutine.create(function() event.await(a) end)
    keep(a)
    keep(b)
    t:resume(a)
    t:resume(b)
  end)
end)

case("a waiter that is still reachable lives",
  "semantics, Events: that nothing can reach any more", function(t)
  local e, weak = {}, weak_list()
  weak[1] = t:start(function() event.await(e); t:log("woken") end)
  collect()
  t:ok(weak[1], "its event is reachable")
  t:equal(event.pending(e), true)
  t:equal(event.emitone(e), true)
  t:logged("woken")
  collect()
  t:equal(weak[1], nil)
end)

case("an event lives as long as its waiter is reachable",
  "semantics, Events: neither keeps the other alive", function(t)
  local weak = weak_list()
  local co
  do
    local e = {}
    weak[1] = e
    co = t:start(function() event.await(e); t:log("woken") end)
  end
  collect()
  t:ok(weak[1], "the waiter's own stack holds it")
  t:equal(event.emitone(weak[1]), true)
  t:logged("woken")
  t:status(co, "dead")
end)

case("a waiter on a string lives",
  "semantics, Events: strings and numbers never become unreachable", function(t)
  local weak = weak_list()
  weak[1] = t:start(function() event.await("name"); t:log("woken") end)
  weak[2] = t:start(function() event.await(12345); t:log("woken") end)
  collect()
  t:ok(weak[1])
  t:ok(weak[2])
  t:equal(event.emitone("name"), true)
  t:equal(event.emitone(12345), true)
  t:logged("woken woken")
  collect()
  t:equal(weak[1], nil)
  t:equal(weak[2], nil)
end)

case("an any-wait of a string and a table", "semantics, Events: strings never become unreachable", function(t)
  local weak = weak_list()
  do
    local e = {}
    weak[1] = t:start(function() t:log((event.awaitany(e, "name"))) end)
  end
  collect()
  t:ok(weak[1])
  t:equal(event.emitone("name"), true)
  t:logged("name")
  collect()
  t:equal(weak[1], nil)
end)

case("a line of waiters after some of them were collected",
  "semantics, Events: skips who can't be resumed", function(t)
  local a = {}
  do
    local b = {}
    t:start(function() event.awaitany(a, b); t:log("any") end)
  end
  t:start(function() event.await(a); t:log("one") end)
  collect()
  t:equal(event.emitall(a), true)
  t:logged("any one")
end)

case("collected before its turn of an emitall",
  "semantics, Events: collected before its turn is skipped", function(t)
  local e = {}
  t:start(function() event.await(e); collect(); collect(); t:log("a") end)
  t:start(function() event.await(e); t:log("b") end)
  t:equal(event.emitall(e), true)
  t:logged("a b")
end)

case("a collection in each turn of an emitall", "semantics, Events: nobody is forgotten", function(t)
  local e, count = {}, 0
  for _ = 1, 50 do
    t:start(function()
      event.await(e)
      collectgarbage()
      count = count + 1
    end)
  end
  t:equal(event.emitall(e), true)
  t:equal(count, 50)
end)

case("values of an emit survive a collection in it",
  "manual, emitall: passed to every resumed coroutine", function(t)
  local e = {}
  for _ = 1, 3 do
    t:start(function()
      local _, value = event.await(e)
      collect()
      t:log(value[1])
    end)
  end
  event.emitall(e, { "kept" })
  t:logged("kept kept kept")
end)

case("stored events are collected with their value", "semantics, Events; Queued", function(t)
  collected(t, function(keep)
    local e = keep {}
    queued.emitone(e, keep {}, e)
    queued.emitall(e, function() return e end)
  end)
end)

case("stored events on strings stay", "semantics, Events: strings never become unreachable", function(t)
  queued.emitone("stored", { "kept" })
  collect()
  t:equal(queued.isqueued("stored"), true)
  t:equal(select(2, queued.await("stored"))[1], "kept")
end)

case("promises, fulfilments and claims", "semantics, Events: neither keeps the other alive", function(t)
  collected(t, function(keep)
    local p, fulfil = promise.create()
    keep(p)
    keep(fulfil)
    keep(t:start(function() p() end))
    keep(t:start(function() promise.awaitall(p) end))
    keep(t:start(function() promise.awaitany(p, p) end))
  end)
end)

case("a mutex that nobody can unlock", "semantics, Mutex: an owner that ends leaves it locked", function(t)
  collected(t, function(keep)
    local m = keep {}
    keep(t:start(function() mutex.lock(m) end))
  end)
end)

case("a coroutine in a pause is held by the schedule",
  "manual, pause: schedules it to be resumed", function(t)
  local weak = weak_list()
  weak[1] = t:start(function() system.pause(); t:log("resumed") end)
  collect()
  t:ok(weak[1])
  system.run()
  t:logged("resumed")
  collect()
  t:equal(weak[1], nil)
end)

case("a coroutine that was closed in a pause is let go", "manual, pause: not scheduled anymore", function(t)
  local weak = weak_list()
  weak[1] = t:start(function() system.pause(3600) end)
  coroutine.close(weak[1])
  t:equal(system.run("ready"), false)
  collect()
  t:equal(weak[1], nil)
end)

case("a coroutine resumed by hand out of a pause is let go",
  "manual, pause: not scheduled anymore", function(t)
  local weak = weak_list()
  weak[1] = t:start(function() system.pause(3600); coroutine.yield() end)
  t:resume(weak[1])
  collect()
  t:equal(weak[1], nil)
end)

case("a coroutine that ended is let go", "semantics: nothing is left behind", function(t)
  local weak = weak_list()
  weak[1] = t:start(function() event.await("e") end)
  event.emitone("e")
  weak[2] = spawn.catch(print, function() event.await("e") end)
  event.emitone("e")
  weak[3] = t:start(function() event.await("e"); error("oops") end)
  event.emitone("e")
  t:equal(#t:caught(), 1)
  collect()
  for index = 1, 3 do t:equal(weak[index], nil, "number " .. index) end
end)

case("closed while it waits", "semantics, Events: closed", function(t)
  local e = {}
  collected(t, function(keep)
    local co = keep(t:start(function() event.await(e) end))
    coroutine.close(co)
  end)
  t:equal(event.pending(e), false)
end)

case("a finalizer that emits", "semantics, Events", function(t)
  t:start(function() t:log((event.await("finalized"))) end)
  setmetatable({}, { __gc = function() event.emitone("finalized") end })
  collect()
  collect()
  t:logged("finalized")
end)

case("a finalizer of something that a collected waiter held",
  "semantics, Events: collected with its event", function(t)
  do
    local e = {}
    t:start(function()
      local held = setmetatable({}, { __gc = function() t:log("gone " .. tostring(event.emitone("nobody"))) end })
      event.await(e)
      return held
    end)
  end
  collect()
  t:logged("gone false")
end)

case("a million distinct strings leave nothing",
  "semantics, Events: a million distinct names leave nothing behind", function(t)
  local co = coroutine.wrap(function()
    for index = 1, kMany do event.await("name" .. index) end
    while true do coroutine.yield() end
  end)
  co()
  local before = used()
  times(kMany, function(index)
    if not event.emitone("name" .. index) then t:ok(false, "name" .. index) end
  end)
  local grown = used() - before
  t:ok(grown < 256, "kilobytes left behind: " .. grown)
  t:equal(trace.dump(false).lines, 0)
end)

case("many distinct keys of every use leave nothing",
  "semantics, Events: an empty line is given back", function(t)
  local count = kMany // 20
  local function use(round)
    times(count, function(index)
      local name = round .. ":" .. index
      queued.emitone(name, index)
      queued.await(name)
      mutex.lock(name)
      mutex.unlock(name)
      event.emitall(name)
      event.pending(name)
      queued.isqueued(name)
      mutex.islocked(name)
      event.emitone(index + 0.5)
    end)
  end
  use("warm")
  local before = used()
  use("again")
  local grown = used() - before
  t:ok(grown < 256, "kilobytes left behind: " .. grown)
end)

case("many waiters at once on distinct strings", "semantics, Events: an empty line is given back", function(t)
  local count = kMany // 50
  local function use()
    for index = 1, count do t:start(function() event.awaitany("w" .. index, "x" .. index, {}) end) end
    for index = 1, count, 2 do t:equal(event.emitone("w" .. index), true) end
    for index = 2, count, 2 do t:equal(event.emitall("x" .. index), true) end
  end
  use()
  local before = used()
  use()
  local grown = used() - before
  t:ok(grown < 1024, "kilobytes left behind: " .. grown)
end)

case("a waiter that is resumed by hand a million times",
  "semantics, Events: nothing is left behind", function(t)
  local count = kMany // 5
  local co = coroutine.wrap(function()
    while event.awaitany("e", "f", "g") do end
    while true do coroutine.yield() end
  end)
  co()
  for _ = 1, 1000 do co(true) end
  local before = used()
  for _ = 1, count do co(true) end
  local grown = used() - before
  t:ok(grown < 64, "kilobytes left behind: " .. grown)
  co(false)
  t:equal(event.pending("e"), false)
end)

case("coroutines that are made and closed while waiting",
  "semantics, Events: closed; nothing is left behind", function(t)
  local e = {}
  local function use(count)
    times(count, function() coroutine.close(t:start(function() event.await(e) end)) end)
  end
  use(1000)
  local before = used()
  use(kMany // 20)
  local grown = used() - before
  t:ok(grown < 64, "kilobytes left behind: " .. grown)
  t:equal(event.pending(e), false)
end)

case("coroutines that are made and forgotten while waiting",
  "semantics, Events: collected with its event", function(t)
  local function use(count)
    times(count, function()
      local e = {}
      t:start(function() event.await(e) end)
    end)
  end
  use(1000)
  local before = used()
  use(kMany // 20)
  local grown = used() - before
  t:ok(grown < 256, "kilobytes left behind: " .. grown)
end)

case("timers that are made and cancelled", "manual, pause: not scheduled anymore", function(t)
  local function use(count)
    times(count, function()
      local co = t:start(function() system.pause(3600) end)
      t:resume(co)
    end)
  end
  use(1000)
  local before = used()
  use(kMany // 20)
  local grown = used() - before
  t:ok(grown < 64, "kilobytes left behind: " .. grown)
  t:equal(trace.dump(false).scheduled, 0)
end)

-- The last of many that pause wakes one that nobody else holds; both pause on, and nothing else keeps them.
case("who is scheduled lives after many were", "manual, pause: it is resumed as scheduled", function(t)
  local finished = 0
  local e = {}
  t:start(function()
    event.await(e)
    system.pause(0.001)
    collectgarbage()
    collectgarbage()
    finished = finished + 1
  end)
  t:start(function()
    system.pause(0.01)
    event.emitone(e)
    system.pause(0.002)
    finished = finished + 1
  end)
  times(2000, function() t:start(function() system.pause() end) end)
  system.run()
  t:equal(finished, 2)
end)

harness.finish()
