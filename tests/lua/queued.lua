-- Conformance of coutil.queued: events that are stored when nobody awaits them.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local harness = require "harness"
local event = require "coutil.event"
local queued = require "coutil.queued"
local case = harness.case

case("a stored event is consumed by await", "manual, queued.await: consumes a stored event", function(t)
  t:equal(queued.emitone("e", 1, 2), false)
  t:equal(queued.isqueued("e"), true)
  local got
  local co = t:start(function() got = table.pack(queued.await("e")) end)
  t:status(co, "dead", "no suspension")
  t:values(got, "e", 1, 2)
  t:equal(queued.isqueued("e"), false)
end)

case("await without a stored event is event.await", "manual, queued.await: same as event.await", function(t)
  local got
  t:start(function() got = table.pack(queued.await("e")) end)
  t:equal(event.pending("e"), true)
  t:equal(queued.pending("e"), true)
  t:equal(event.emitone("e", 5, nil), true)
  t:values(got, "e", 5, nil)
  t:resume(t:start(function() got = table.pack(queued.await("e")) end), "hand", nil)
  t:values(got, "hand", nil)
end)

case("emits with a waiter store nothing",
  "manual, queued.emitone: same, but if there is no coroutine awaiting", function(t)
  for _, emit in ipairs { queued.emitone, queued.emitall } do
    local got
    t:start(function() got = table.pack(event.await("e")) end)
    t:equal(emit("e", 1, nil), true)
    t:values(got, "e", 1, nil)
    t:equal(queued.isqueued("e"), false)
  end
end)

case("event.emit stores nothing", "manual, Queued: the functions in this module store", function(t)
  t:equal(event.emitone("e", 1), false)
  t:equal(event.emitall("e", 1), false)
  t:equal(queued.isqueued("e"), false)
end)

case("event.await does not consume", "manual, queued.await: consumes; event.await: suspends", function(t)
  queued.emitone("e", "stored")
  local got
  t:start(function() got = table.pack(event.await("e")) end)
  t:equal(got, nil)
  t:equal(event.pending("e"), true)
  t:equal(event.emitone("e", "fresh"), true)
  t:values(got, "e", "fresh")
  t:equal(queued.isqueued("e"), true)
  t:start(function() t:log(select(2, queued.await("e"))) end)
  t:logged("stored")
end)

case("stored events come in the order of their emits", "manual, Queued: in a queue", function(t)
  for index = 1, 100 do queued[index % 2 == 0 and "emitone" or "emitall"]("e", index) end
  t:start(function()
    for index = 1, 100 do t:equal(select(2, queued.await("e")), index) end
    t:equal(queued.isqueued("e"), false)
  end)
end)

case("a queue that grows and shrinks keeps its order", "manual, Queued: in a queue", function(t)
  local sent, received = 0, 0
  t:start(function()
    for round = 1, 30 do
      for _ = 1, round % 7 do
        sent = sent + 1
        queued.emitone("e", sent)
      end
      for _ = 1, round % 5 do
        if queued.isqueued("e") then
          received = received + 1
          t:equal(select(2, queued.await("e")), received)
        end
      end
    end
    while queued.isqueued("e") do
      received = received + 1
      t:equal(select(2, queued.await("e")), received)
    end
  end)
  t:equal(received, sent)
end)

case("a stored event keeps nils and their number",
  "semantics, Queued: all its values, nils and their number", function(t)
  queued.emitone("e")
  queued.emitone("e", nil)
  queued.emitall("e", nil, 1, nil, nil)
  t:start(function()
    t:values(table.pack(queued.await("e")), "e")
    t:values(table.pack(queued.await("e")), "e", nil)
    t:values(table.pack(queued.await("e")), "e", nil, 1, nil, nil)
  end)
  local many = {}
  for index = 1, 200 do many[index] = index end
  queued.emitone("e", table.unpack(many))
  t:start(function() t:values(table.pack(queued.await("e")), "e", table.unpack(many)) end)
end)

case("awaitall takes one stored event of each value",
  "semantics, queued.awaitall: at most one of each value", function(t)
  queued.emitone("a", 1)
  queued.emitone("a", 2)
  queued.emitone("b", 3)
  t:start(function()
    t:values(table.pack(queued.awaitall("a", "b", "a", nil)), true)
    t:equal(queued.isqueued("b"), false)
    t:values(table.pack(queued.await("a")), "a", 2)
  end)
  t:equal(queued.isqueued("a"), false)
end)

case("awaitall awaits only what is not stored",
  "manual, queued.awaitall: only await on the others", function(t)
  queued.emitone("b", 1)
  local got
  t:start(function() got = table.pack(queued.awaitall("a", "b", "c")) end)
  t:equal(queued.isqueued("b"), false, "consumed before it awaits")
  t:equal(event.pending("b"), false)
  t:equal(event.pending("a"), true)
  t:equal(event.pending("c"), true)
  t:equal(event.emitone("c"), true)
  t:equal(queued.emitone("a"), true)
  t:values(got, true)
end)

case("awaitall of nothing", "manual, queued.awaitall: same as event.awaitall", function(t)
  t:values(table.pack(queued.awaitall()), true)
  t:values(table.pack(queued.awaitall(nil, nil)), true)
end)

case("awaitall resumed by hand", "manual, queued.awaitall: same as event.awaitall", function(t)
  queued.emitone("a")
  local got
  local co = t:start(function() got = table.pack(queued.awaitall("a", "b")) end)
  t:resume(co, "hand", nil)
  t:values(got, "hand", nil)
  t:equal(event.pending("b"), false)
  t:equal(queued.isqueued("a"), false)
end)

case("awaitany takes the leftmost stored event",
  "manual, queued.awaitany: the leftmost value is consumed", function(t)
  queued.emitone("c", "c1")
  queued.emitone("b", "b1", nil)
  t:start(function()
    t:values(table.pack(queued.awaitany("a", nil, "b", "c")), "b", "b1", nil)
    t:equal(queued.isqueued("c"), true)
    t:equal(event.pending("a"), false)
    t:values(table.pack(queued.awaitany("a", "b", "c")), "c", "c1")
  end)
end)

case("awaitany without a stored event is event.awaitany", "manual, queued.awaitany: same as", function(t)
  local got
  t:start(function() got = table.pack(queued.awaitany("a", nil, "b", "a")) end)
  t:equal(event.pending("a"), true)
  t:equal(queued.emitone("b", 9), true)
  t:values(got, "b", 9)
  t:equal(event.pending("a"), false)
end)

case("arguments", "semantics, Events: nil and NaN are argument errors", function(t)
  t:start(function()
    t:raises_argument(1, "await", queued.await, nil)
    t:raises_argument(1, "await", queued.await, 0 / 0)
    t:raises_argument(1, "awaitany", queued.awaitany)
    t:raises_argument(1, "awaitany", queued.awaitany, nil)
    t:raises_argument(2, "awaitany", queued.awaitany, "a", 0 / 0)
    t:raises_argument(2, "awaitall", queued.awaitall, "a", 0 / 0)
  end)
  t:raises_argument(1, "emitone", queued.emitone, nil)
  t:raises_argument(1, "emitone", queued.emitone, 0 / 0)
  t:raises_argument(1, "emitall", queued.emitall, nil)
  t:raises_argument(1, "emitall", queued.emitall, 0 / 0)
end)

case("an argument error consumes nothing",
  "semantics, Events: an argument error; nothing happens before it", function(t)
  queued.emitone("a", 1)
  t:start(function() pcall(queued.awaitall, "a", 0 / 0) end)
  t:equal(queued.isqueued("a"), true)
  t:start(function() queued.await("a") end)
end)

case("outside a coroutine",
  "manual, queued.await: same as event.await, but it consumes a stored event", function(t)
  t:raises("unable to yield", queued.await, "e")
  t:raises("unable to yield", queued.awaitany, "e", "f")
  t:raises("unable to yield", queued.awaitall, "e", "f")
  queued.emitone("e", 1)
  t:values(table.pack(queued.await("e")), "e", 1)
  queued.emitone("f", 2)
  t:values(table.pack(queued.awaitany("e", "f")), "f", 2)
  queued.emitone("e")
  queued.emitone("f")
  t:values(table.pack(queued.awaitall("e", "f")), true)
end)

case("pending and isqueued", "manual, queued.pending: alias; isqueued: some stored event", function(t)
  t:equal(queued.isqueued("e"), false)
  t:equal(queued.pending("e"), false)
  queued.emitall("e")
  t:equal(queued.isqueued("e"), true)
  t:equal(queued.pending("e"), false, "a stored event is no waiter")
  t:values(table.pack(queued.await("e")), "e")
  local co = t:start(function() queued.await("e") end)
  t:equal(queued.isqueued("e"), false)
  t:equal(queued.pending("e"), true)
  coroutine.close(co)
  t:equal(queued.pending("e"), false)
end)

case("a closed waiter does not keep an event from being stored",
  "manual, queued.emitone: no coroutine awaiting",
  function(t)
    local co = t:start(function() event.await("e") end)
    coroutine.close(co)
    t:equal(queued.emitone("e", 1), false)
    t:equal(queued.isqueued("e"), true)
    t:values(table.pack(queued.await("e")), "e", 1)
    co = t:start(function() event.await("e") end)
    coroutine.close(co)
    t:equal(queued.emitall("e", 2), false)
    t:values(table.pack(queued.await("e")), "e", 2)
  end)

case("an emit inside an emitall of the same event is stored",
  "semantics, Events: does not see those still to come",
  function(t)
    t:start(function()
      event.await("e")
      t:equal(queued.emitone("e", "inner"), false, "those still to be resumed do not hear it")
    end)
    t:start(function() t:log(select(2, event.await("e"))) end)
    t:equal(event.emitall("e", "outer"), true)
    t:logged("outer")
    t:values(table.pack(queued.await("e")), "e", "inner")
  end)

case("a producer ahead of its consumer loses nothing", "manual, Queued: consumed later", function(t)
  local producer = t:start(function()
    for index = 1, 20 do
      queued.emitone("item", index)
      if index % 3 == 0 then coroutine.yield() end
    end
  end)
  local sum = 0
  local consumer = t:start(function()
    for _ = 1, 20 do sum = sum + select(2, queued.await("item")) end
  end)
  while coroutine.status(producer) ~= "dead" do t:resume(producer) end
  t:status(consumer, "dead")
  t:equal(sum, 210)
end)

case("stored events on every kind of key", "manual, Events: any value that can be a key", function(t)
  for _, key in ipairs { true, false, 0, 1.5, "s", {}, print, coroutine.create(print), io.stdout } do
    queued.emitone(key, "v")
    t:equal(queued.isqueued(key), true)
    t:values(table.pack(queued.await(key)), key, "v")
  end
end)

harness.finish()
