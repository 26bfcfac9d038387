-- Conformance of coutil.promise: results that are available at a later moment.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local harness = require "harness"
local event = require "coutil.event"
local promise = require "coutil.promise"
local case = harness.case

case("create gives a promise and its fulfilment function", "manual, create", function(t)
  local got = table.pack(promise.create())
  t:equal(got.n, 2)
  t:equal(type(got[1]), "function")
  t:equal(type(got[2]), "function")
  local other = promise.create()
  t:ok(other ~= got[1], "a new promise each time")
end)

case("a promise that is fulfilled gives its results",
  "manual, create: a function that returns the results", function(t)
  local p, fulfil = promise.create()
  t:equal(fulfil(1, nil, "three", nil), true)
  t:values(table.pack(p()), 1, nil, "three", nil)
  t:start(function() t:values(table.pack(p()), 1, nil, "three", nil) end)
  local q, fulfil_q = promise.create()
  fulfil_q()
  t:values(table.pack(q()))
  local r, fulfil_r = promise.create()
  local many = {}
  for index = 1, 200 do many[index] = index end
  fulfil_r(table.unpack(many))
  t:values(table.pack(r()), table.unpack(many))
end)

case("a claim suspends until the promise is fulfilled",
  "manual, create: if unfulfilled, it suspends", function(t)
  local p, fulfil = promise.create()
  local got = {}
  for index = 1, 3 do
    t:start(function()
      got[index] = table.pack(p())
      t:log(index)
    end)
  end
  t:equal(event.pending(p), true)
  t:equal(fulfil("a", nil), true)
  t:logged("1 2 3")
  for index = 1, 3 do t:values(got[index], "a", nil) end
  t:equal(event.pending(p), false)
end)

case("probing never suspends", "manual, create: called with an argument that evaluates to true", function(t)
  local p, fulfil = promise.create()
  t:values(table.pack(p(true)), false)
  t:values(table.pack(p(0)), false)
  t:values(table.pack(p("x")), false)
  fulfil(1, 2)
  t:values(table.pack(p(true)), true)
  t:values(table.pack(p({})), true)
  t:values(table.pack(p(false)), 1, 2)
  t:values(table.pack(p(nil)), 1, 2)
end)

case("a claim with false or nil suspends", "manual, create: an argument that evaluates to true", function(t)
  local p, fulfil = promise.create()
  local a = t:start(function() t:log(p(false)) end)
  local b = t:start(function() t:log(p(nil)) end)
  t:status(a, "suspended")
  t:status(b, "suspended")
  fulfil("x")
  t:logged("x x")
end)

case("outside a coroutine", "measured: unable to yield", function(t)
  local p, fulfil = promise.create()
  t:raises("unable to yield", p)
  t:raises("unable to yield", promise.awaitall, p)
  t:raises("unable to yield", promise.awaitany, p)
  t:equal(event.pending(p), false)
  fulfil(1)
  t:equal(p(), 1)
  t:equal(promise.awaitall(p), true)
  t:equal(promise.awaitany(p), p)
  t:equal(promise.awaitall(), true)
end)

case("only the first fulfilment returns true and emits",
  "semantics, Promise: later ones return false, emit nothing", function(t)
  local p, fulfil = promise.create()
  t:equal(fulfil(1), true)
  local co = t:start(function() event.await(p) end)
  t:equal(fulfil(2), false)
  t:equal(fulfil(), false)
  t:status(co, "suspended", "no event was emitted")
  t:equal(event.emitone(p), true)
  t:status(co, "dead")
end)

case("every fulfilment sets the results",
  "semantics, Promise: every call of a fulfilment function sets them", function(t)
  local p, fulfil = promise.create()
  fulfil(1, 2, 3)
  t:values(table.pack(p()), 1, 2, 3)
  t:equal(fulfil("again", nil), false)
  t:values(table.pack(p()), "again", nil)
  t:equal(fulfil(), false)
  t:values(table.pack(p()))
  t:equal(p(true), true)
  fulfil(1, 2, 3, 4, 5, 6, 7, 8, 9)
  t:values(table.pack(p()), 1, 2, 3, 4, 5, 6, 7, 8, 9)
end)

case("the fulfilment is an event on the promise",
  "manual, create: an event is emitted with the results", function(t)
  local p, fulfil = promise.create()
  local got
  t:start(function() got = table.pack(event.await(p)) end)
  t:start(function() t:log(select("#", event.awaitany("other", p))) end)
  t:start(function() t:log(event.awaitall(p)) end)
  fulfil("r", nil)
  t:values(got, p, "r", nil)
  t:logged("3 true")
end)

case("the results are there before the event",
  "manual, create: once fulfilled its results are readily available", function(t)
  local p, fulfil = promise.create()
  t:start(function()
    event.await(p)
    t:equal(p(true), true)
    t:log(p())
  end)
  fulfil("ready")
  t:logged("ready")
end)

case("awaiting an event on a fulfilled promise",
  "manual, create: will remain suspended until an event is emitted", function(t)
  local p, fulfil = promise.create()
  fulfil(1)
  local got
  t:start(function() got = table.pack(event.await(p)) end)
  t:equal(event.pending(p), true)
  fulfil(2)
  t:equal(got, nil)
  t:equal(event.emitall(p, 3), true)
  t:values(got, p, 3)
end)

case("an event by others ends a claim",
  "manual, create: additional values are returned; it remains unfulfilled", function(t)
  for _, emit in ipairs { event.emitone, event.emitall } do
    local p, fulfil = promise.create()
    local first, second
    t:start(function()
      first = table.pack(p())
      t:equal(p(true), false, "it remains unfulfilled")
      second = table.pack(p())
    end)
    t:equal(emit(p, "x", nil), true)
    t:values(first, "x", nil)
    t:equal(second, nil, "called again, it suspends again")
    t:equal(fulfil("r"), true)
    t:values(second, "r")
  end
end)

case("a claim resumed by hand", "manual, create: suspended as in event.await", function(t)
  local p, fulfil = promise.create()
  local got
  t:resume(t:start(function() got = table.pack(p()) end), "hand", nil)
  t:values(got, "hand", nil)
  t:equal(event.pending(p), false)
  t:equal(p(true), false)
  t:resume(t:start(function() got = table.pack(p()) end))
  t:values(got)
  fulfil()
end)

case("onlypending keeps the unfulfilled ones in order", "manual, onlypending", function(t)
  local p, fulfil_p = promise.create()
  local q, fulfil_q = promise.create()
  local r = promise.create()
  t:values(table.pack(promise.onlypending()))
  t:values(table.pack(promise.onlypending(p, q, r)), p, q, r)
  t:values(table.pack(promise.onlypending(r, q, p)), r, q, p)
  fulfil_q()
  t:values(table.pack(promise.onlypending(p, q, r)), p, r)
  fulfil_p()
  t:values(table.pack(promise.onlypending(p, q)))
  t:values(table.pack(promise.onlypending(q, r)), r)
end)

case("pickready gives the first that is fulfilled", "manual, pickready: or no value", function(t)
  local p, fulfil_p = promise.create()
  local q, fulfil_q = promise.create()
  local r = promise.create()
  t:values(table.pack(promise.pickready()))
  t:values(table.pack(promise.pickready(p, q, r)))
  fulfil_q()
  t:values(table.pack(promise.pickready(p, q, r)), q)
  fulfil_p(5)
  t:values(table.pack(promise.pickready(p, q, r)), p)
  t:values(table.pack(promise.pickready(r, q, p)), q)
end)

case("awaitall waits for all", "manual, awaitall: true if all promises are fulfilled", function(t)
  local p, fulfil_p = promise.create()
  local q, fulfil_q = promise.create()
  local r, fulfil_r = promise.create()
  fulfil_q("early")
  local got
  t:start(function() got = table.pack(promise.awaitall(p, q, r, p)) end)
  t:equal(event.pending(q), false)
  t:equal(fulfil_r(), true)
  t:equal(got, nil)
  t:equal(fulfil_p(1, 2), true)
  t:values(got, true)
  t:values(table.pack(promise.awaitall(p, q, r)), true)
  t:values(table.pack(promise.awaitall()), true)
end)

case("awaitall woken by somebody else's event",
  "semantics, Promise: returns the promise, then the values", function(t)
  local p = promise.create()
  local got
  t:start(function() got = table.pack(promise.awaitall(p)) end)
  event.emitone(p, "x", nil)
  t:values(got, p, "x", nil)
  t:equal(p(true), false)
  local q, fulfil_q = promise.create()
  t:start(function() got = table.pack(promise.awaitall(p, q)) end)
  fulfil_q()
  event.emitall(p, "y")
  t:values(got, p, "y")
  t:equal(event.pending(p), false)
  t:equal(event.pending(q), false)
end)

case("awaitall never says true while one is unfulfilled",
  "semantics, Promise: true only if all are fulfilled", function(t)
  local p, fulfil_p = promise.create()
  local q, fulfil_q = promise.create()
  local got
  t:start(function() got = table.pack(promise.awaitall(p, q)) end)
  event.emitone(p, "by others")
  fulfil_q()
  if got then t:ok(got[1] ~= true, "true although p is unfulfilled") end
  fulfil_p()
  t:ok(got, "it was resumed in the end")
end)

case("awaitall resumed by hand", "manual, awaitall: otherwise like event.await", function(t)
  local p, fulfil_p = promise.create()
  local q = promise.create()
  local got
  local co = t:start(function() got = table.pack(promise.awaitall(p, q)) end)
  fulfil_p()
  t:resume(co, "hand", nil)
  t:values(got, "hand", nil)
  t:equal(event.pending(q), false)
end)

case("awaitany gives the leftmost fulfilled one at once",
  "semantics, Promise: the leftmost fulfilled promise", function(t)
  local p, fulfil_p = promise.create()
  local q, fulfil_q = promise.create()
  local r = promise.create()
  fulfil_q("q")
  t:start(function() t:values(table.pack(promise.awaitany(r, p, q)), q) end)
  fulfil_p("p")
  t:start(function() t:values(table.pack(promise.awaitany(r, p, q)), p) end)
  t:start(function() t:values(table.pack(promise.awaitany(q, p)), q) end)
  t:equal(event.pending(r), false)
end)

case("awaitany gives the fulfilled one after waiting",
  "manual, awaitany: it returns the fulfilled promise", function(t)
  local p = promise.create()
  local q, fulfil_q = promise.create()
  local got
  t:start(function() got = table.pack(promise.awaitany(p, q, p)) end)
  fulfil_q("values", "are not", "given")
  t:values(got, q)
  t:equal(event.pending(p), false)
end)

case("awaitany: the leftmost of those fulfilled when it runs",
  "semantics, Promise: leftmost, also after waiting", function(t)
  local p, fulfil_p = promise.create()
  local q, fulfil_q = promise.create()
  local got
  t:start(function()
    event.await(q)
    fulfil_p()
  end)
  t:start(function() got = table.pack(promise.awaitany(p, q)) end)
  fulfil_q()
  t:values(got, p)
end)

case("awaitany woken by somebody else's event", "manual, awaitany: otherwise like event.await", function(t)
  local p, q = promise.create(), promise.create()
  local got
  t:start(function() got = table.pack(promise.awaitany(p, q)) end)
  event.emitone(q, "x", nil)
  t:values(got, q, "x", nil)
  t:equal(event.pending(p), false)
  t:resume(t:start(function() got = table.pack(promise.awaitany(p, q)) end), "hand")
  t:values(got, "hand")
end)

case("fulfilling inside the event of the promise", "semantics, Promise: the first returns true", function(t)
  local p, fulfil = promise.create()
  t:start(function()
    t:log(p())
    t:equal(fulfil("second"), false)
  end)
  t:start(function() t:log(p()) end)
  t:equal(fulfil("first"), true)
  t:logged("first first")
  t:equal(p(), "second")
end)

case("arguments that are no promises", "an argument error names the argument", function(t)
  local p = promise.create()
  for _, name in ipairs { "awaitall", "awaitany", "onlypending", "pickready" } do
    t:raises_argument(1, name, promise[name], "no promise")
    t:raises_argument(1, name, promise[name], print)
    t:raises_argument(2, name, promise[name], p, 42)
  end
  t:start(function() t:raises_argument(1, "awaitany", promise.awaitany) end)
  t:equal(event.pending(p), false)
end)

case("a promise is collected with its waiters",
  "semantics, Events: neither keeps the other alive", function(t)
  local weak = setmetatable({}, { __mode = "v" })
  do
    local p, fulfil = promise.create()
    weak[1], weak[2] = p, fulfil
    weak[3] = t:start(function() p() end)
  end
  collectgarbage()
  collectgarbage()
  t:equal(weak[1], nil)
  t:equal(weak[2], nil)
  t:equal(weak[3], nil)
end)

case("a promise may be its own result", "manual, create: the arguments become the results", function(t)
  local weak = setmetatable({}, { __mode = "v" })
  do
    local p, fulfil = promise.create()
    fulfil(p, fulfil)
    t:equal(p(), p)
    weak[1] = p
  end
  collectgarbage()
  collectgarbage()
  t:equal(weak[1], nil)
end)

case("results live as long as the promise",
  "manual, create: readily available for those that claim them", function(t)
  local p, fulfil = promise.create()
  fulfil({ "kept" })
  fulfil = nil
  collectgarbage()
  t:equal(p()[1], "kept")
  t:equal(fulfil, nil)
end)

harness.finish()
