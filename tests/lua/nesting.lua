-- Emits inside emits, coroutines inside coroutines, and the depth at which Lua's C stack ends.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local harness = require "harness"
local event = require "coutil.event"
local mutex = require "coutil.mutex"
local promise = require "coutil.promise"
local queued = require "coutil.queued"
local spawn = require "coutil.spawn"
local system = require "coutil.system"
local case = harness.case

-- The model is Lua itself and has less depth to give; these cases are the engine's alone.
local deep_case = rawget(_G, "coutil_model") and function() end or case

case("an emit inside an emit of another event", "manual, emitone: returns after resuming", function(t)
  t:start(function() event.await("b"); t:log("b") end)
  t:start(function() event.await("a"); t:log("a1"); event.emitone("b"); t:log("a2") end)
  event.emitone("a")
  t:log("end")
  t:logged("a1 b a2 end")
end)

case("an emitall of the same event inside an emitall",
  "semantics, Events: does not see those still to be resumed", function(t)
  t:start(function()
    event.await("e")
    t:log("a")
    t:equal(event.emitall("e", "inner"), false)
    t:equal(event.emitone("e", "inner"), false)
  end)
  t:start(function() t:log(select(2, event.await("e"))) end)
  t:start(function() t:log(select(2, event.await("e"))) end)
  t:equal(event.emitall("e", "outer"), true)
  t:logged("a outer outer")
end)

case("an inner emitall sees who awaited since",
  "semantics, Events: who awaits again waits for a later emit", function(t)
  t:start(function() event.await("e"); t:log("a"); event.await("e"); t:log("a again") end)
  t:start(function() event.await("e"); t:log("b"); t:equal(event.emitall("e"), true); t:log("b after") end)
  t:start(function() event.await("e"); t:log("c") end)
  t:equal(event.emitall("e"), true)
  t:logged("a b a again b after c")
end)

case("two emitalls inside each other, twice",
  "semantics, Events: nobody is resumed twice, nobody is forgotten", function(t)
  local count = {}
  for index = 1, 6 do
    count[index] = 0
    t:start(function()
      event.await(index % 2 == 0 and "even" or "odd")
      count[index] = count[index] + 1
      event.emitall("even")
      event.emitall("odd")
    end)
  end
  t:equal(event.emitall("odd"), true)
  for index = 1, 6 do t:equal(count[index], 1) end
end)

case("who ends an any-wait inside leaves the outer line",
  "semantics, Events: nobody is resumed twice", function(t)
  local count = 0
  t:start(function() event.await("f"); t:log("f") end)
  for _ = 1, 3 do
    t:start(function()
      event.awaitany("e", "f")
      count = count + 1
      event.emitall("f")
      event.emitall("e")
    end)
  end
  event.emitall("e")
  event.emitall("f")
  t:equal(count, 3)
  t:logged("f")
end)

case("an any-wait is resumed once by emits of both its events",
  "semantics, Events: nobody twice, nobody forgotten",
  function(t)
    local got = {}
    t:start(function() event.await("a"); event.emitall("b") end)
    t:start(function() got[#got + 1] = event.awaitany("a", "b") end)
    t:equal(event.emitall("a"), true)
    t:equal(#got, 1)
    t:equal(event.pending("a"), false)
    t:equal(event.pending("b"), false)
  end)

case("an all-wait gets its events from nested emits",
  "manual, awaitall: events emitted on all values", function(t)
  local got = {}
  t:start(function() event.await("a"); event.emitall("b") end)
  t:start(function() got[#got + 1] = event.awaitall("a", "b") end)
  t:equal(event.emitall("a"), true)
  t:equal(#got, 1)
  t:equal(got[1], true)
end)

case("coroutines inside coroutines", "manual, await: suspends the calling coroutine", function(t)
  local outer = t:start(function()
    local inner = t:start(function() t:log("inner " .. event.await("i")); coroutine.yield("from inner"); t:log("inner end") end)
    t:log("outer " .. event.await("o"))
    t:equal(t:resume(inner), nil)
    t:log("outer end")
  end)
  event.emitone("i")
  event.emitone("o")
  t:status(outer, "dead")
  t:logged("inner i outer o inner end outer end")
end)

case("values that a coroutine yields to an emit are dropped", "manual, emitone: it returns true", function(t)
  local co = t:start(function()
    event.await("e")
    coroutine.yield(1, 2, 3)
    return 4, 5
  end)
  t:values(table.pack(event.emitone("e")), true)
  t:values(table.pack(coroutine.resume(co)), true, 4, 5)
  t:start(function() event.await("e"); return 1, 2 end)
  t:values(table.pack(event.emitall("e", "x")), true)
end)

case("a coroutine that an emit resumed may emit to its resumer later", "manual, Events", function(t)
  local a = t:start(function()
    event.await("start")
    event.emitone("go")
    t:log("a" .. select(2, event.await("answer")))
  end)
  t:start(function()
    event.await("go")
    t:equal(event.emitone("answer", 1), false, "a runs, it does not wait yet")
    event.await("ask")
    t:equal(event.emitone("answer", 2), true)
  end)
  event.emitone("start")
  event.emitone("ask")
  t:logged("a2")
  t:status(a, "dead")
end)

case("a generator in a waiter", "semantics: coroutines inside coroutines", function(t)
  t:start(function()
    for value in coroutine.wrap(function() for index = 1, 3 do coroutine.yield(index) end end) do
      t:log(value .. select(2, event.await("e")))
    end
  end)
  for index = 1, 3 do event.emitone("e", ":" .. index) end
  t:logged("1:1 2:2 3:3")
end)

-- A chain in which each coroutine, once resumed, emits the next one's event; who can't be resumed
-- any deeper is noted by its emitter.
local function chain(t, length, emit, await)
  local failures, reached = {}, 0
  for index = 1, length do
    t:start(function()
      await("link" .. index)
      reached = reached + 1
      if index == length then return end
      local ok, message = pcall(emit, "link" .. index + 1)
      if not ok then failures[#failures + 1] = { index + 1, message } end
    end)
  end
  return failures, function() return reached end
end

for name, emit in harness.sorted {
  emitone = event.emitone, emitall = event.emitall, ["queued.emitone"] = queued.emitone,
} do
  deep_case(name .. " nested too deep is an error, and nobody is lost",
    "measured: an error to explain, not to hide", function(t)
    local length = 1000
    local failures, reached = chain(t, length, emit, event.await)
    t:equal(emit("link1"), true)
    t:equal(#failures, 1)
    local first = failures[1][1]
    t:ok(first > 30 and first < 300, "the depth that was reached, " .. first)
    t:ok(type(failures[1][2]) == "string", "the error is a text")
    t:ok(failures[1][2]:find("stack") or failures[1][2]:find("deep"), failures[1][2])
    t:equal(event.pending("link" .. first), true, "who could not be resumed still waits")
    t:equal(queued.isqueued("link" .. first), false)
    while reached() < length do
      local next_link = failures[#failures][1]
      t:equal(emit("link" .. next_link), true)
    end
    t:equal(reached(), length)
    t:equal(#t:caught(), 0, "the error was caught by the emitter")
  end)
end

deep_case("an error of depth that nobody catches is reported",
  "semantics, Errors: an error is never lost", function(t)
  for index = 1, 400 do
    t:start(function()
      event.await("link" .. index)
      event.emitone("link" .. index + 1)
    end)
  end
  t:equal(event.emitone("link1"), true)
  local errors = t:caught()
  t:equal(#errors, 1)
  local left = 1
  while left <= 400 do
    if event.pending("link" .. left) then event.emitone("link" .. left) end
    left = left + 1
  end
  for index = 1, 400 do t:equal(event.pending("link" .. index), false) end
  t:caught()
end)

-- Resumes `co` at the bottom of so many nested coroutines.
local function resume_below(levels, co)
  if levels == 0 then return coroutine.resume(co) end
  return coroutine.resume(coroutine.create(resume_below), levels - 1, co)
end

deep_case("an emitall nested too deep forgets nobody",
  "measured: an error to explain; semantics: nobody is forgotten", function(t)
  local trouble
  for level = 150, 260 do
    local count = 0
    for _ = 1, 5 do t:start(function() event.await("wide"); count = count + 1 end) end
    local emitter = coroutine.create(function()
      local ok, message = pcall(event.emitall, "wide")
      if not ok then trouble = message end
    end)
    resume_below(level, emitter)
    if trouble then t:equal(count, 0) end
    if coroutine.status(emitter) ~= "dead" then t:resume(emitter) end
    event.emitall("wide")
    t:equal(count, 5)
    if trouble then break end
  end
  t:ok(trouble, "a depth that fails was found")
end)

deep_case("an unlock nested too deep loses neither lock nor waiter",
  "measured: an error to explain, not to hide", function(t)
  local m, trouble, done = {}, nil, nil
  for level = 150, 260 do
    done = false
    local owner = t:start(function()
      mutex.lock(m)
      coroutine.yield()
      local ok, message = pcall(mutex.unlock, m)
      if not ok then
        trouble = message
        coroutine.yield()
        mutex.unlock(m)
      end
    end)
    t:start(function() mutex.lock(m); done = true; mutex.unlock(m) end)
    resume_below(level, owner)
    if trouble then
      t:equal(done, false)
      t:equal(mutex.islocked(m), true, "the owner keeps it when the unlock failed")
    end
    if coroutine.status(owner) ~= "dead" then t:resume(owner) end
    t:equal(done, true)
    if trouble then break end
  end
  t:ok(trouble, "a depth that fails was found")
end)

deep_case("spawns nested too deep", "measured: an error to explain, not to hide", function(t)
  local depth, message = 0, nil
  local function deeper()
    depth = depth + 1
    local ok, err = pcall(spawn.catch, error, deeper)
    if not ok then message = message or err end
  end
  deeper()
  t:ok(depth > 50 and depth < 300, "depth " .. depth)
  t:ok(message == nil or tostring(message):find("stack") or tostring(message):find("deep"), tostring(message))
  t:caught()
end)

deep_case("a chain of fulfilments", "manual, create: an event is emitted on the promise", function(t)
  local length = 60
  local promises, fulfil = {}, {}
  for index = 1, length do promises[index], fulfil[index] = promise.create() end
  for index = 2, length do t:start(function() fulfil[index](promises[index - 1]() + 1) end) end
  fulfil[1](1)
  t:equal(promises[length](), length)
end)

case("a long chain by way of the scheduler needs no depth", "manual, pause", function(t)
  local length, reached = 2000, 0
  for index = 1, length do
    t:start(function()
      event.await("link" .. index)
      reached = reached + 1
      system.pause()
      event.emitone("link" .. index + 1)
    end)
  end
  event.emitone("link1")
  t:equal(system.run(), false)
  t:equal(reached, length)
end)

deep_case("a mutex handed on by nested unlocks", "manual, unlock", function(t)
  local m, count = {}, 0
  mutex.lock(m)
  for _ = 1, 100 do
    t:start(function()
      mutex.lock(m)
      count = count + 1
      mutex.unlock(m)
    end)
  end
  mutex.unlock(m)
  t:equal(count, 100)
  t:equal(mutex.islocked(m), false)
end)

harness.finish()
