-- Conformance of coutil.event: await, emitone, emitall, pending.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local harness = require "harness"
local event = require "coutil.event"
local case = harness.case

case("an event on any value that can be a key", "manual, Events: all values except nil", function(t)
  local keys = { true, false, 0, -1, 1.5, 2 ^ 53, math.huge, -math.huge, math.mininteger, "", "name", "a\0b",
    {}, print, function() end, coroutine.create(print), io.stdout, ("x"):rep(100) }
  for _, key in ipairs(keys) do
    local got
    local co = t:start(function() got = table.pack(event.await(key)) end)
    t:status(co, "suspended")
    t:equal(event.pending(key), true)
    t:equal(event.emitone(key, "v"), true)
    t:values(got, key, "v")
    t:status(co, "dead")
    t:equal(event.pending(key), false)
  end
end)

case("equal keys are one event", "manual, Events: a key of a table", function(t)
  local got
  t:start(function() got = table.pack(event.await(1)) end)
  t:equal(event.pending(1.0), true, "1.0 is the key 1")
  t:equal(event.pending("1"), false)
  t:equal(event.emitall(1.0, "x"), true)
  t:equal(got[1], 1)
  local word = "spl"
  t:start(function() got = table.pack(event.await("split")) end)
  t:equal(event.emitone(word .. "it"), true)
  t:values(got, "split")
  t:start(function() got = table.pack(event.await(("long"):rep(20))) end)
  t:equal(event.emitone(("longlong"):rep(10)), true, "a long string made anew")
end)

case("different keys are different events", "manual, await: an event on value e", function(t)
  local a, b = {}, {}
  local co = t:start(function() event.await(a) end)
  t:equal(event.emitone(b), false)
  t:equal(event.emitall(b), false)
  t:status(co, "suspended")
  t:equal(event.emitone(a), true)
  t:status(co, "dead")
end)

case("tables with __eq are told apart by identity", "manual, Events: as keys of a table", function(t)
  local meta = { __eq = function() return true end }
  local a, b = setmetatable({}, meta), setmetatable({}, meta)
  local co = t:start(function() event.await(a) end)
  t:equal(event.emitone(b), false)
  t:equal(event.emitone(a), true)
  t:status(co, "dead")
end)

case("await gives e and the additional arguments",
  "manual, await: returns e followed by all arguments", function(t)
  local got
  local function wait() got = table.pack(event.await("e")) end
  t:start(wait)
  event.emitone("e")
  t:values(got, "e")
  t:start(wait)
  event.emitone("e", 1, nil, "three", nil)
  t:values(got, "e", 1, nil, "three", nil)
  t:start(wait)
  event.emitall("e", nil)
  t:values(got, "e", nil)
  local many = {}
  for index = 1, 200 do many[index] = index end
  t:start(wait)
  event.emitall("e", table.unpack(many))
  t:values(got, "e", table.unpack(many))
end)

case("await resumed by hand gives those values",
  "manual, await: otherwise the values of the resume", function(t)
  local got
  local function wait() got = table.pack(event.await("e")) end
  t:resume(t:start(wait), "a", nil, "b", nil)
  t:values(got, "a", nil, "b", nil)
  t:resume(t:start(wait))
  t:values(got)
  t:equal(event.pending("e"), false)
  t:equal(event.emitone("e"), false)
end)

case("what await yields to a resume by hand", "manual, await: suspends the calling coroutine", function(t)
  local co = coroutine.create(function() event.await("e") end)
  t:equal(select("#", t:resume(co)), 0, "values that the suspension yields")
  t:equal(event.emitone("e"), true)
  t:status(co, "dead")
end)

case("await of nil or NaN is an argument error", "semantics, Events: nil alone, and NaN, are argument errors",
  function(t)
    t:start(function()
      t:raises_argument(1, "await", event.await, nil)
      t:raises_argument(1, "await", event.await)
      t:raises_argument(1, "await", event.await, 0 / 0)
      t:raises_argument(1, "awaitany", event.awaitany)
      t:raises_argument(1, "awaitany", event.awaitany, nil)
      t:raises_argument(1, "awaitany", event.awaitany, nil, nil)
      t:raises_argument(2, "awaitany", event.awaitany, "a", 0 / 0)
      t:raises_argument(3, "awaitall", event.awaitall, "a", "b", 0 / 0)
    end)
    t:raises_argument(1, "emitone", event.emitone, nil)
    t:raises_argument(1, "emitone", event.emitone)
    t:raises_argument(1, "emitone", event.emitone, 0 / 0)
    t:raises_argument(1, "emitall", event.emitall, nil)
    t:raises_argument(1, "emitall", event.emitall, 0 / 0)
  end)

case("an argument error leaves no wait behind",
  "semantics, Events: argument errors; nothing stays registered",
  function(t)
    t:start(function() pcall(event.awaitall, "a", "b", 0 / 0) end)
    t:equal(event.pending("a"), false)
    t:equal(event.pending("b"), false)
  end)

case("awaits outside a coroutine", "measured: unable to yield", function(t)
  t:raises("unable to yield", event.await, "e")
  t:raises("unable to yield", event.awaitall, "e", "f")
  t:raises("unable to yield", event.awaitany, "e", "f")
  t:equal(event.pending("e"), false)
  t:equal(event.awaitall(), true, "nothing to wait for")
  t:equal(event.awaitall(nil, nil), true)
end)

case("awaits where a coroutine can't suspend", "measured: unable to yield", function(t)
  t:start(function()
    table.sort({ 1, 2 }, function(a, b)
      t:raises("unable to yield", event.await, "e")
      return a < b
    end)
    local _ = ("x"):gsub("x", function() t:raises("unable to yield", event.awaitany, "e") end)
  end)
  t:equal(event.pending("e"), false)
end)

case("awaits through pcall, metamethods and iterators",
  "manual, await: suspends the calling coroutine", function(t)
  local object = setmetatable({}, {
    __index = function(_, key) return (select(2, event.await(key))) end,
    __add = function() return (select(2, event.await("add"))) end,
    __close = function() t:log(select(2, event.await("close"))) end,
  })
  local co = t:start(function()
    t:log(object.field)
    t:log(object + 1)
    t:log(select(3, pcall(event.await, "pcall")))
    t:log(select(3, xpcall(event.await, print, "xpcall")))
    for value in function() return (select(2, event.await("for"))) end do t:log(value) end
    do local _ <close> = object end
  end)
  for _, name in ipairs { "field", "add", "pcall", "xpcall", "for", "for" } do
    t:equal(event.emitone(name, "<" .. name .. ">"), true)
  end
  t:equal(event.emitone("for"), true)
  t:equal(event.emitone("close", "closed"), true)
  t:status(co, "dead")
  t:logged("<field> <add> <pcall> <xpcall> <for> <for> closed")
end)

case("emitall resumes in the order of suspension",
  "manual, emitall: in the same order they were suspended", function(t)
  for index = 1, 50 do t:start(function() event.await("e"); t:log(index) end) end
  t:equal(event.emitall("e"), true)
  local expected = {}
  for index = 1, 50 do expected[index] = index end
  t:logged(table.concat(expected, " "))
  t:equal(event.emitall("e"), false)
end)

case("emitall gives the values to everyone", "manual, emitall: passed to every resumed coroutine", function(t)
  local got = {}
  for index = 1, 3 do t:start(function() got[index] = table.pack(event.await("e")) end) end
  event.emitall("e", 1, nil)
  for index = 1, 3 do t:values(got[index], "e", 1, nil) end
end)

case("the order is that of suspension, not of creation", "semantics, Events: first in, first out", function(t)
  local a = coroutine.create(function() event.await("e"); t:log("a") end)
  local b = coroutine.create(function() event.await("e"); t:log("b") end)
  local c = coroutine.create(function() event.await("f"); event.await("e"); t:log("c") end)
  t:resume(c)
  t:resume(b)
  event.emitone("f")
  t:resume(a)
  event.emitall("e")
  t:logged("b c a")
end)

case("emitone resumes the one that waits longest",
  "manual, emitone: one single coroutine; semantics: first in", function(t)
  for index = 1, 3 do t:start(function() event.await("e"); t:log(index) end) end
  t:equal(event.emitone("e"), true)
  t:logged("1")
  t:equal(event.emitone("e"), true)
  t:logged("2")
  t:equal(event.pending("e"), true)
  t:equal(event.emitone("e"), true)
  t:logged("3")
  t:equal(event.emitone("e"), false)
  t:equal(event.pending("e"), false)
end)

case("emits return after the resumed ones suspended or ended",
  "manual, emitone, emitall: returns after resuming",
  function(t)
    local co = t:start(function()
      event.await("e")
      t:log("in")
      event.await("f")
      t:log("out")
    end)
    event.emitone("e")
    t:log("after")
    t:status(co, "suspended")
    event.emitall("f")
    t:log("end")
    t:logged("in after out end")
  end)

case("who awaits again inside an emitall waits for a later one",
  "semantics, Events: waits for a later emit", function(t)
  local function wait(name)
    event.await("e")
    t:log(name .. 1)
    event.await("e")
    t:log(name .. 2)
  end
  t:start(wait, "a")
  t:start(wait, "b")
  t:equal(event.emitall("e"), true)
  t:logged("a1 b1")
  t:equal(event.emitall("e"), true)
  t:logged("a2 b2")
  t:equal(event.emitall("e"), false)
end)

case("who begins to wait inside an emitall is not resumed by it",
  "manual, emitall: awaiting when its call is initiated",
  function(t)
    t:start(function()
      event.await("e")
      t:start(function() event.await("e"); t:log("late") end)
    end)
    t:equal(event.emitall("e"), true)
    t:logged("")
    t:equal(event.emitall("e"), true)
    t:logged("late")
  end)

case("an emitone goes to the back of the line after a turn",
  "semantics, Events: first in, first out", function(t)
  local function loop(name)
    for _ = 1, 3 do event.await("e"); t:log(name) end
  end
  t:start(loop, "a")
  t:start(loop, "b")
  while event.emitone("e") do end
  t:logged("a b a b a b")
end)

case("pending tells whether somebody awaits", "manual, pending", function(t)
  t:equal(event.pending("e"), false)
  local one = t:start(function() event.await("e") end)
  local two = t:start(function() event.awaitall("e", "f") end)
  t:equal(event.pending("e"), true)
  t:equal(event.pending("f"), true)
  event.emitone("e")
  t:status(one, "dead")
  t:equal(event.pending("e"), true)
  event.emitone("e")
  t:equal(event.pending("e"), false)
  t:equal(event.pending("f"), true)
  coroutine.close(two)
  t:equal(event.pending("f"), false)
end)

case("a coroutine awaits on itself", "manual, Events: any value", function(t)
  local co = t:start(function() t:log(event.await(coroutine.running()) == coroutine.running()) end)
  t:equal(event.emitone(co), true)
  t:logged("true")
end)

case("emits from the waiter to the emitter's own line", "manual, emitone", function(t)
  t:start(function()
    for index = 1, 3 do
      local _, value = event.await("ping")
      t:log("ping" .. value)
      t:equal(event.emitone("pong", index), false, "the emitter runs, it does not wait")
    end
  end)
  for index = 1, 3 do event.emitone("ping", index) end
  t:logged("ping1 ping2 ping3")
end)

case("two coroutines that play ping-pong", "manual, Events", function(t)
  local ping = t:start(function()
    for index = 1, 100 do
      local _, value = event.await("ping")
      t:equal(value, index)
    end
  end)
  local pong = t:start(function()
    for index = 1, 100 do
      event.emitone("ping", index)
      coroutine.yield()
    end
  end)
  for _ = 1, 100 do t:resume(pong) end
  t:status(ping, "dead")
  t:status(pong, "dead")
end)

case("arguments are passed on and not copied", "manual, emitone: the additional arguments", function(t)
  local object, got = {}, nil
  t:start(function() got = select(2, event.await("e")) end)
  event.emitone("e", object)
  t:ok(rawequal(got, object))
end)

case("the modules are what require gives", "manual: module coutil.event", function(t)
  for _, name in ipairs { "await", "awaitall", "awaitany", "emitall", "emitone", "pending" } do
    t:equal(type(event[name]), "function", name)
  end
  t:ok(rawequal(event, require "coutil.event"))
end)

harness.finish()
