-- Conformance of coutil.event: waits for all and for any of several events.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local harness = require "harness"
local event = require "coutil.event"
local case = harness.case

case("awaitany gives the event that came and its values", "manual, awaitany: like await", function(t)
  local got
  local function wait(...) got = table.pack(event.awaitany(...)) end
  for _, name in ipairs { "a", "b", "c" } do
    t:start(wait, "a", "b", "c")
    t:equal(event.emitone(name, name .. "!", nil), true)
    t:values(got, name, name .. "!", nil)
    for _, other in ipairs { "a", "b", "c" } do t:equal(event.pending(other), false) end
  end
  t:start(wait, "a", "b")
  t:equal(event.emitall("b", 7), true)
  t:values(got, "b", 7)
end)

case("awaitany drops nil and repeated values",
  "manual, awaitany: any nil is ignored; semantics: repeated once", function(t)
  local got
  t:start(function() got = table.pack(event.awaitany(nil, "a", nil, "a", "b", nil)) end)
  t:equal(event.emitone("a", 1), true)
  t:values(got, "a", 1)
  t:equal(event.emitone("a"), false, "the second `a` is no second wait")
  t:equal(event.emitone("b"), false)
  t:start(function() t:log((event.awaitany("a", "a"))); t:log((event.await("z"))) end)
  t:equal(event.emitall("a"), true)
  t:equal(event.emitall("a"), false)
  t:equal(event.emitall("z"), true)
  t:logged("a z")
end)

case("awaitany of one value is await", "manual, awaitany: like await", function(t)
  local got
  t:start(function() got = table.pack(event.awaitany("a")) end)
  event.emitone("a", 1, 2)
  t:values(got, "a", 1, 2)
end)

case("awaitany keeps its place in each line", "semantics, Events: first in, first out", function(t)
  t:start(function() event.await("b"); t:log("first") end)
  t:start(function() t:log((event.awaitany("a", "b"))) end)
  t:start(function() event.await("b"); t:log("third") end)
  t:start(function() event.await("a"); t:log("fourth") end)
  event.emitone("a")
  t:logged("a")
  event.emitall("b")
  t:logged("first third")
  event.emitall("a")
  t:logged("fourth")
end)

case("awaitall returns true after the last event",
  "manual, awaitall: true if due to events on all values", function(t)
  local got
  t:start(function() got = table.pack(event.awaitall("a", "b", "c")) end)
  t:equal(event.emitone("b", "ignored"), true, "an event that counts was heard")
  t:equal(event.pending("b"), false, "it needs no second event on b")
  t:equal(event.emitone("b"), false)
  t:equal(event.emitall("a"), true)
  t:equal(got, nil)
  t:equal(event.emitall("a"), false)
  t:equal(event.emitone("c", 1, 2), true)
  t:values(got, true)
end)

case("awaitall drops nil and repeated values",
  "manual, awaitall: nil is ignored, repeated values are one", function(t)
  local got
  t:start(function() got = table.pack(event.awaitall("a", nil, "a", "b", "a", nil)) end)
  t:equal(event.emitone("a"), true)
  t:equal(event.emitone("a"), false)
  t:equal(got, nil)
  t:equal(event.emitone("b"), true)
  t:values(got, true)
end)

case("awaitall of nothing has no effect", "manual, awaitall: not provided or all nil, true", function(t)
  local co = t:start(function()
    t:values(table.pack(event.awaitall()), true)
    t:values(table.pack(event.awaitall(nil)), true)
    t:values(table.pack(event.awaitall(nil, nil, nil)), true)
  end)
  t:status(co, "dead")
end)

case("awaitall of one value", "manual, awaitall", function(t)
  local got
  t:start(function() got = table.pack(event.awaitall("a")) end)
  event.emitone("a", 1)
  t:values(got, true)
end)

case("awaitall resumed by hand gives those values",
  "semantics, Events: resumed by hand it returns those", function(t)
  local got
  local co = t:start(function() got = table.pack(event.awaitall("a", "b")) end)
  event.emitone("a")
  t:resume(co, 1, nil)
  t:values(got, 1, nil)
  t:equal(event.pending("b"), false)
  co = t:start(function() got = table.pack(event.awaitall("a", "b")) end)
  t:resume(co)
  t:values(got)
  t:equal(event.pending("a"), false)
  t:equal(event.pending("b"), false)
end)

case("awaitany resumed by hand gives those values", "manual, awaitany: like await", function(t)
  local got
  t:resume(t:start(function() got = table.pack(event.awaitany("a", "b")) end), "x", nil)
  t:values(got, "x", nil)
  t:equal(event.pending("a"), false)
  t:equal(event.pending("b"), false)
end)

case("one emitall finds waiters of every mode",
  "manual, emitall: in the same order they were suspended", function(t)
  t:start(function() event.await("a"); t:log("one") end)
  t:start(function() event.awaitall("a", "b"); t:log("all") end)
  t:start(function() event.awaitany("b", "a"); t:log("any") end)
  t:start(function() event.awaitall("a"); t:log("alone") end)
  t:equal(event.emitall("a"), true)
  t:logged("one any alone")
  t:equal(event.emitall("b"), true)
  t:logged("all")
end)

case("an awaitall that is first in line takes an emitone",
  "manual, emitone: true if some coroutine awaited", function(t)
  t:start(function() event.awaitall("a", "b"); t:log("all") end)
  t:start(function() event.await("a"); t:log("one") end)
  t:equal(event.emitone("a"), true)
  t:logged("")
  t:equal(event.emitone("a"), true)
  t:logged("one")
  t:equal(event.emitone("b"), true)
  t:logged("all")
end)

case("many values in one wait", "manual, awaitall, awaitany", function(t)
  local values, got = {}, nil
  for index = 1, 150 do values[index] = "v" .. index end
  t:start(function() got = table.pack(event.awaitall(table.unpack(values))) end)
  for index = 150, 2, -1 do event.emitone(values[index]) end
  t:equal(got, nil)
  event.emitone(values[1])
  t:values(got, true)
  t:start(function() got = table.pack(event.awaitany(table.unpack(values))) end)
  event.emitone("v77", "x")
  t:values(got, "v77", "x")
  for index = 1, 150 do t:equal(event.pending(values[index]), false) end
end)

case("a waiter of many events is one waiter in each emit",
  "semantics, Events: nobody is resumed twice", function(t)
  local count = 0
  for _ = 1, 10 do
    t:start(function()
      event.awaitany("a", "b", "c")
      count = count + 1
    end)
  end
  event.emitall("a")
  event.emitall("b")
  event.emitall("c")
  t:equal(count, 10)
end)

harness.finish()
