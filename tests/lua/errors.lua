-- Errors that leave coroutines which the engine resumed, and argument errors' words. The run of this
-- file ends with the exit code that such errors give; the harness alone says whether it passed.

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

-- A coroutine that awaits `e` and then raises `err`.
local function failing(t, err)
  return t:start(function()
    event.await("e")
    error(err, 0)
  end)
end

case("an error does not leave the emit", "semantics, Errors: the emit goes on", function(t)
  local co = failing(t, "oops")
  t:equal(event.emitone("e"), true)
  t:status(co, "dead")
  local errors = t:caught()
  t:equal(#errors, 1)
  t:equal(errors[1][1], "oops")
  t:equal(errors[1][3], co)
end)

case("an emitall goes on after an error", "semantics, Errors: the emit goes on", function(t)
  t:start(function() event.await("e"); t:log("a") end)
  failing(t, "first")
  t:start(function() event.await("e"); t:log("b") end)
  failing(t, "second")
  t:start(function() event.await("e"); t:log("c") end)
  t:equal(event.emitall("e"), true)
  t:logged("a b c")
  local errors = t:caught()
  t:equal(#errors, 2)
  t:equal(errors[1][1], "first")
  t:equal(errors[2][1], "second")
end)

case("the handler gets message, traceback and coroutine",
  "semantics, Errors: f(message, traceback, coroutine)", function(t)
  local function culprit() error("where") end
  local co = t:start(function() event.await("e"); local _ = culprit() or nil end)
  event.emitone("e")
  local errors = t:caught()
  t:equal(#errors, 1)
  t:equal(errors[1].n, 3)
  t:ok(errors[1][1]:find("errors.lua:%d+: where$"), errors[1][1])
  t:equal(type(errors[1][2]), "string")
  t:ok(errors[1][2]:find("culprit", 1, true), "the traceback names the function: " .. errors[1][2])
  t:ok(errors[1][2]:find("errors.lua:", 1, true), "the traceback names the file")
  t:equal(errors[1][3], co)
  t:status(co, "dead")
end)

case("error objects that are no strings",
  "semantics, Errors; the issue: an error object that is no string", function(t)
  local objects = { {}, true, false, 42, 1.5, print, coroutine.create(print), io.stdout }
  for _, object in ipairs(objects) do
    failing(t, object)
    t:equal(event.emitone("e"), true)
    local errors = t:caught()
    t:equal(#errors, 1)
    t:ok(rawequal(errors[1][1], object) or errors[1][1] == tostring(object),
      "the object, or its text, and not " .. tostring(errors[1][1]))
    t:equal(type(errors[1][2]), "string", "traceback")
  end
end)

case("a nil error", "semantics, Errors: an error is never lost", function(t)
  local co = failing(t, nil)
  t:equal(event.emitone("e"), true)
  t:status(co, "dead")
  local errors = t:caught()
  t:equal(#errors, 1)
  t:ok(errors[1][1] == nil or errors[1][1] == "nil", tostring(errors[1][1]))
  t:equal(errors[1][3], co)
end)

case("error objects with __tostring", "the issue: an error object that is no string", function(t)
  local object = setmetatable({}, { __tostring = function() return "described" end })
  failing(t, object)
  t:equal(event.emitone("e"), true)
  local errors = t:caught()
  t:equal(#errors, 1)
  t:equal(tostring(errors[1][1]), "described")
end)

case("an error in __tostring of an error",
  "semantics, Errors: an error is never lost; the emit goes on", function(t)
  for _, meta in ipairs {
    { __tostring = function() error("inside __tostring") end },
    { __tostring = function() return 42 end },
    { __tostring = function() return nil end },
    { __name = 42 },
    { __tostring = function() event.await("never") end },
    { __metatable = "hidden" },
  } do
    failing(t, setmetatable({}, meta))
    t:start(function() event.await("e"); t:log("next") end)
    t:equal(event.emitall("e"), true)
    t:logged("next")
    t:equal(#t:caught(), 1)
    t:equal(event.pending("never"), false)
  end
end)

case("an error in the handler of errors", "semantics, Errors: the emit goes on", function(t)
  trace.onerror(function() t:log("handler"); error("in the handler") end)
  failing(t, "oops")
  t:start(function() event.await("e"); t:log("next") end)
  t:equal(event.emitall("e"), true)
  t:logged("handler next")
end)

case("a handler of errors that emits", "semantics, Errors: f takes the place of stderr", function(t)
  trace.onerror(function(message) t:log(message); event.emitone("failed", message) end)
  t:start(function() t:log("told:" .. select(2, event.await("failed"))) end)
  failing(t, "oops")
  event.emitone("e")
  t:logged("oops told:oops")
end)

case("onerror takes a function or nothing", "argument errors name the argument", function(t)
  t:raises_argument(1, "onerror", trace.onerror, 42)
  t:raises_argument(1, "onerror", trace.onerror, "text")
end)

case("a runtime error", "semantics, Errors", function(t)
  t:start(function() event.await("e"); local _ = nil .. "x" end)
  event.emitone("e")
  local errors = t:caught()
  t:equal(#errors, 1)
  t:ok(errors[1][1]:find("attempt to concatenate a nil value", 1, true), errors[1][1])
end)

case("a stack overflow in a coroutine", "semantics, Errors: an error is never lost", function(t)
  local function deep() return 1 + deep() end
  t:start(function() event.await("e"); deep() end)
  t:start(function() event.await("e"); t:log("next") end)
  t:equal(event.emitall("e"), true)
  t:logged("next")
  local errors = t:caught()
  t:equal(#errors, 1)
  t:ok(tostring(errors[1][1]):find("stack overflow", 1, true), tostring(errors[1][1]))
end)

case("an error in a spawned function's first part", "semantics, Errors: which the engine resumed", function(t)
  local co = spawn.trap(function() error("handler", 0) end, function() return 1 end)
  t:status(co, "dead")
  local errors = t:caught()
  t:equal(#errors, 1)
  t:equal(errors[1][1], "handler")
end)

case("errors by unlock, fulfilment and the scheduler",
  "semantics, Errors: by an emit or by the scheduler", function(t)
  local m = {}
  mutex.lock(m)
  t:start(function() event.await(m); error("by unlock", 0) end)
  t:equal(mutex.unlock(m), true)
  t:equal(t:caught()[1][1], "by unlock")
  local p, fulfil = promise.create()
  t:start(function() p(); error("by fulfilment", 0) end)
  t:equal(fulfil(), true)
  t:equal(t:caught()[1][1], "by fulfilment")
  t:start(function() queued.await("q"); error("by queued", 0) end)
  t:equal(queued.emitone("q"), true)
  t:equal(t:caught()[1][1], "by queued")
  t:start(function() system.pause(); error("by the scheduler", 0) end)
  t:equal(system.run(), false)
  t:equal(t:caught()[1][1], "by the scheduler")
end)

case("an error that coroutine.resume returned", "semantics, Errors: is the program's business", function(t)
  local co = failing(t, "oops")
  t:values(table.pack(coroutine.resume(co)), false, "oops")
  t:equal(#t:caught(), 0)
  local wrapped = coroutine.wrap(function() event.await("e"); error("wrapped", 0) end)
  wrapped()
  t:raises("wrapped", wrapped)
  t:equal(#t:caught(), 0)
end)

case("an error in a coroutine inside a waiter",
  "semantics, Errors: the program's own coroutine.resume", function(t)
  t:start(function()
    event.await("e")
    t:log(select(2, coroutine.resume(coroutine.create(function() error("inner", 0) end))))
  end)
  event.emitone("e")
  t:logged("inner")
  t:equal(#t:caught(), 0)
end)

case("an error caught inside the coroutine",
  "semantics, Errors: an error that leaves a coroutine", function(t)
  t:start(function()
    t:log(select(2, pcall(function() event.await("e"); error("caught", 0) end)))
  end)
  event.emitone("e")
  t:logged("caught")
  t:equal(#t:caught(), 0)
end)

case("a dead coroutine's waits are gone after its error", "semantics, Events: nothing stays", function(t)
  t:start(function()
    event.awaitany("e", "f", "g")
    error("oops")
  end)
  event.emitone("f")
  t:equal(event.pending("e"), false)
  t:equal(event.pending("g"), false)
  t:equal(#t:caught(), 1)
end)

case("the error of a coroutine closed with a failing handler",
  "Lua: coroutine.close returns the error", function(t)
  local co = t:start(function()
    local _ <close> = setmetatable({}, { __close = function() error("in close", 0) end })
    event.await("e")
  end)
  t:values(table.pack(coroutine.close(co)), false, "in close")
  t:equal(event.pending("e"), false)
  t:equal(#t:caught(), 0)
end)

case("words of errors have a position", "house: messages say what was wrong, and where", function(t)
  local _, message = pcall(function() event.await("e") end)
  t:ok(message:find("errors.lua:%d+: unable to yield"), message)
  _, message = pcall(function() event.emitone(nil) end)
  t:ok(message:find("errors.lua:%d+: bad argument #1 to 'emitone'"), message)
  _, message = pcall(function() mutex.unlock("nobody's") end)
  t:ok(message:find("errors.lua:%d+: lock not owned"), message)
  _, message = pcall(function() system.halt() end)
  t:ok(message:find("errors.lua:%d+: not running"), message)
end)

harness.finish()
