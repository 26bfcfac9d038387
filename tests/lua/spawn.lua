-- Conformance of coutil.spawn: functions in new coroutines, with handlers for their results.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local harness = require "harness"
local event = require "coutil.event"
local spawn = require "coutil.spawn"
local case = harness.case

local function unexpected(...)
  error("the handler was called: " .. table.concat({ tostring((...)), tostring((select(2, ...))) }, " "))
end

case("catch calls f with the arguments in a new coroutine",
  "manual, catch: with the given arguments", function(t)
  local got, inside
  local co = spawn.catch(unexpected, function(...)
    got = table.pack(...)
    inside = coroutine.running()
  end, 1, nil, "three", nil)
  t:values(got, 1, nil, "three", nil)
  t:equal(type(co), "thread")
  t:equal(inside, co, "spawn returns the coroutine")
  t:ok(inside ~= coroutine.running())
  t:status(co, "dead")
  spawn.catch(unexpected, function(...) got = table.pack(...) end)
  t:values(got)
end)

case("catch runs f until it suspends", "manual, catch: calls f in a new coroutine", function(t)
  local co = spawn.catch(unexpected, function()
    t:log("in")
    t:log((event.await("e")))
  end)
  t:log("out")
  t:status(co, "suspended")
  event.emitone("e")
  t:status(co, "dead")
  t:logged("in out e")
end)

case("catch hands errors to h", "manual, catch: h with the error message as argument", function(t)
  local object, got = {}, nil
  local function handler(...) got = table.pack(...) end
  spawn.catch(handler, function() error("oops", 0) end)
  t:values(got, "oops")
  spawn.catch(handler, function() error(object) end)
  t:values(got, object)
  spawn.catch(handler, function() error(nil) end)
  t:values(got, nil)
  spawn.catch(handler, function() local _ = nil + 1 end)
  t:ok(tostring(got[1]):find("arithmetic on a nil value", 1, true))
  t:equal(#t:caught(), 0, "an error that h handled is no error of the run")
end)

case("catch hands on an error after a suspension", "manual, catch: any error raised inside f", function(t)
  local got
  local co = spawn.catch(function(...) got = table.pack(...) end, function()
    event.await("e")
    error("late", 0)
  end)
  t:equal(got, nil)
  t:equal(event.emitone("e"), true)
  t:values(got, "late")
  t:status(co, "dead")
end)

case("h of catch runs where the error was raised",
  "manual, catch: in the calling context of the raised error", function(t)
  local traceback, running
  local function culprit() error("here") end
  local co = spawn.catch(function()
    traceback = debug.traceback()
    running = coroutine.running()
  end, function()
    local _ = culprit() or nil
  end)
  t:ok(traceback:find("culprit", 1, true), "the culprit is on the stack when h runs: " .. traceback)
  t:equal(running, co)
end)

case("handlers can't suspend",
  "semantics, Spawn: handlers run where the error was raised and can't suspend", function(t)
  local message
  local co = spawn.catch(function() message = select(2, pcall(event.await, "e")) end, function() error("x") end)
  t:ok(tostring(message):find("unable to yield", 1, true), tostring(message))
  t:equal(event.pending("e"), false)
  t:status(co, "dead")
  spawn.trap(function() message = select(2, pcall(event.await, "f")) end, function() error("x") end)
  t:ok(tostring(message):find("unable to yield", 1, true), tostring(message))
  t:equal(event.pending("f"), false)
end)

case("trap calls h with true and the results",
  "manual, trap: true followed by all the results from f", function(t)
  local got, inside
  local function handler(...)
    got = table.pack(...)
    inside = coroutine.running()
  end
  local co = spawn.trap(handler, function(...) return ... end, 1, nil, "three", nil)
  t:values(got, true, 1, nil, "three", nil)
  t:equal(inside, co, "h runs in the coroutine")
  t:status(co, "dead")
  spawn.trap(handler, function() end)
  t:values(got, true)
  local many = {}
  for index = 1, 200 do many[index] = index end
  spawn.trap(handler, function() return table.unpack(many) end)
  t:values(got, true, table.unpack(many))
end)

case("trap after a suspension", "manual, trap: if f executes without any error", function(t)
  local got
  local co = spawn.trap(function(...) got = table.pack(...) end, function() return event.await("e") end)
  t:equal(type(co), "thread")
  t:equal(got, nil)
  event.emitone("e", "v", nil)
  t:values(got, true, "e", "v", nil)
end)

case("trap calls h with false and the error",
  "manual, trap: h is executed with false and the message", function(t)
  local got
  local function handler(...) got = table.pack(...) end
  local object = setmetatable({}, { __tostring = function() return "an object" end })
  spawn.trap(handler, function() error("oops", 0) end)
  t:values(got, false, "oops")
  spawn.trap(handler, function() error(object) end)
  t:values(got, false, object)
  spawn.trap(handler, function() error(nil) end)
  t:values(got, false, nil)
  spawn.trap(handler, function() event.await("e"); error("late", 0) end)
  event.emitone("e")
  t:values(got, false, "late")
  t:equal(#t:caught(), 0)
end)

case("h of trap runs where the error was raised",
  "manual, trap: in the calling context of the raised error", function(t)
  local traceback
  local function culprit() error("here") end
  spawn.trap(function(ok) if not ok then traceback = debug.traceback() end end, function()
    local _ = culprit() or nil
  end)
  t:ok(traceback:find("culprit", 1, true), traceback)
end)

case("trap calls h once", "manual, trap: h is executed", function(t)
  local count = 0
  spawn.trap(function() count = count + 1 end, function() return 1 end)
  t:equal(count, 1)
  spawn.trap(function() count = count + 1 end, function() error("x") end)
  t:equal(count, 2)
end)

case("an error in h of catch does no harm",
  "semantics, Errors: an error is never lost, the emit goes on", function(t)
  local co = spawn.catch(function() error("in the handler") end, function() error("x") end)
  t:status(co, "dead")
  local second = spawn.catch(function() error("in the handler") end, function() event.await("e"); error("x") end)
  local third = t:start(function() event.await("e") end)
  t:equal(event.emitall("e"), true)
  t:status(second, "dead")
  t:status(third, "dead")
  t:caught()
end)

case("an error in h of trap is an error of the coroutine",
  "semantics, Errors: an error is never lost", function(t)
  local co = spawn.trap(function(ok) if ok then error("in the handler", 0) end end, function() return 1 end)
  t:status(co, "dead")
  local errors = t:caught()
  t:equal(#errors, 1)
  t:equal(errors[1][1], "in the handler")
  t:equal(errors[1][3], co)
end)

case("spawns inside spawns", "manual, catch, trap: in a new coroutine", function(t)
  local outer, inner
  spawn.trap(function(...) outer = table.pack(...) end, function()
    spawn.catch(function(message) inner = message end, function()
      event.await("e")
      error("inner", 0)
    end)
    return (event.await("f"))
  end)
  event.emitone("e")
  event.emitone("f")
  t:equal(inner, "inner")
  t:values(outer, true, "f")
end)

case("f and h may be callable objects", "manual: functions", function(t)
  local callable = setmetatable({}, { __call = function(_, ...) t:log(select("#", ...)) end })
  local ok = pcall(spawn.catch, print, callable, 1, 2)
  if ok then t:logged("2") end
  t.words = {}
end)

case("what can't be called is an error, here or for h",
  "manual: calls function f; an error is never lost", function(t)
  for _, name in ipairs { "catch", "trap" } do
    for _, body in ipairs { 42, "text", false } do
      local handled = 0
      local ok, message = pcall(spawn[name], function() handled = handled + 1 end, body)
      if not ok then t:ok(message:find("bad argument #2", 1, true), message) end
      t:equal(ok, handled == 1)
    end
  end
end)

case("a spawned coroutine may be resumed and closed by hand",
  "semantics: spawn returns the coroutine", function(t)
  local got
  local co = spawn.trap(function(...) got = table.pack(...) end, function() return event.await("e") end)
  t:resume(co, "by", "hand")
  t:values(got, true, "by", "hand")
  co = spawn.catch(unexpected, function() event.await("e") end)
  t:equal(coroutine.close(co), true)
  t:equal(event.emitone("e"), false)
end)

case("a spawned coroutine that is collected while it waits",
  "semantics, Events: collected with its event", function(t)
  local weak = setmetatable({}, { __mode = "v" })
  do
    local e = {}
    weak[1] = spawn.catch(unexpected, function() event.await(e) end)
  end
  collectgarbage()
  collectgarbage()
  t:equal(weak[1], nil)
end)

harness.finish()
