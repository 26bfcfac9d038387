-- Conformance of coutil.system: pause, with and without a delay, and the order of what is scheduled.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local harness = require "harness"
local event = require "coutil.event"
local spawn = require "coutil.spawn"
local system = require "coutil.system"
local case = harness.case

-- A coroutine that pauses once for each delay (false: without one), and logs its name after each.
local function pauser(t, name, ...)
  local delays = table.pack(...)
  return t:start(function()
    for index = 1, delays.n do
      local delay = delays[index] or nil
      t:equal(system.pause(delay), true)
      t:log(name)
    end
  end)
end

case("a coroutine that waits for an event is not scheduled", "manual, run: scheduled coroutines", function(t)
  local co = t:start(function() event.await("e") end)
  for _, mode in ipairs { "loop", "step", "ready" } do t:equal(system.run(mode), false) end
  t:status(co, "suspended")
  event.emitone("e")
end)

case("pause gives true when resumed as scheduled",
  "manual, pause: returns true if resumed as scheduled", function(t)
  local got = {}
  t:start(function() got[1] = table.pack(system.pause()) end)
  t:start(function() got[2] = table.pack(system.pause(nil)) end)
  t:start(function() got[3] = table.pack(system.pause(0)) end)
  t:start(function() got[4] = table.pack(system.pause(-1)) end)
  t:start(function() got[5] = table.pack(system.pause(0.001)) end)
  t:start(function() got[6] = table.pack(system.pause(-0.0)) end)
  t:start(function() got[7] = table.pack(system.pause(-math.huge)) end)
  t:equal(system.run(), false)
  for index = 1, 7 do t:values(got[index], true) end
end)

case("pause suspends until run", "manual, pause: suspends, and schedules", function(t)
  local co = pauser(t, "a", false)
  t:status(co, "suspended")
  t:logged("")
  t:equal(system.run(), false)
  t:status(co, "dead")
  t:logged("a")
end)

case("equal turns come in the order they were set",
  "semantics, Simulation; design: every queue orders by time, sequence",
  function(t)
    pauser(t, "a", false)
    pauser(t, "b", 0)
    pauser(t, "c", -5)
    pauser(t, "d", false)
    system.run()
    t:logged("a b c d")
  end)

case("pauses without delay take turns", "semantics, System: resumes every one that is ready once", function(t)
  pauser(t, "a", false, false, false)
  pauser(t, "b", false, false, false)
  pauser(t, "c", false, 0, -1)
  system.run("loop")
  t:logged("a b c a b c a b c")
end)

case("deadlines come in order", "manual, pause: after delay seconds have passed", function(t)
  pauser(t, "late", 0.03)
  pauser(t, "early", 0.01)
  pauser(t, "middle", 0.02)
  pauser(t, "now", false)
  t:equal(system.run(), false)
  t:logged("now early middle late")
end)

case("equal deadlines come in the order they were set",
  "semantics, Simulation: equal deadlines in the order set",
  function(t)
    local starter = t:start(function()
      system.pause()
      for index = 1, 30 do
        spawn.catch(print, function()
          system.pause(0.005)
          t:log(index)
        end)
      end
    end)
    system.run()
    t:status(starter, "dead")
    local expected = {}
    for index = 1, 30 do expected[index] = index end
    t:logged(table.concat(expected, " "))
  end)

case("many timers in a heap", "manual, pause: after delay seconds; design: one timer heap", function(t)
  local last, count = 0, 0
  local order = {}
  for index = 1, 500 do order[index] = (index * 7919) % 500 end
  for _, rank in ipairs(order) do
    t:start(function()
      system.pause()  -- all set their timers at one instant, however slow the machine is
      system.pause(0.002 + rank // 50 * 0.002)
      t:ok(rank // 50 >= last, "a later deadline came first")
      last, count = rank // 50, count + 1
    end)
  end
  t:equal(system.run(), false)
  t:equal(count, 500)
end)

case("timers that are cancelled in the middle of the heap",
  "manual, pause: not scheduled anymore", function(t)
  local coroutines, count = {}, 0
  for index = 1, 200 do
    coroutines[index] = t:start(function()
      system.pause(0.001 + (index * 37 % 200) / 20000)
      count = count + 1
    end)
  end
  for index = 1, 200, 3 do coroutine.close(coroutines[index]) end
  for index = 2, 200, 3 do t:resume(coroutines[index]) end
  t:equal(count, 67)
  local counts = t:board()
  t:equal(counts.scheduled, 66)
  t:equal(system.run(), false)
  t:equal(count, 67 + 66)
end)

case("pause counts from when the coroutine was last resumed", "semantics, System: by whomever", function(t)
  -- The third lets 10 ms pass in a step before it pauses for 17 ms: that is not 27 ms from the start.
  pauser(t, "twice", 0.01, 0.01)
  pauser(t, "once", 0.06)
  t:start(function()
    system.run("step")
    t:log("stepped")
    system.pause(0.017)
    t:log("counted")
  end)
  system.run()
  t:logged("twice stepped counted twice once")
end)

case("pause resumed by hand gives those values",
  "manual, pause: otherwise it returns like event.await", function(t)
  local got
  local co = t:start(function() got = table.pack(system.pause(1000)) end)
  t:resume(co, "hand", nil)
  t:values(got, "hand", nil)
  t:equal(system.run(), false, "not scheduled any more")
  co = t:start(function() got = table.pack(system.pause()) end)
  t:resume(co)
  t:values(got)
  t:equal(system.run("ready"), false)
end)

case("a pause that was left is not scheduled",
  "manual, pause: in any case, not scheduled anymore after it returns", function(t)
  local co = t:start(function()
    system.pause()
    t:log((event.await("e")))
  end)
  t:resume(co)
  t:equal(system.run(), false)
  t:status(co, "suspended")
  t:logged("")
  event.emitone("e")
  t:logged("e")
end)

case("a pause after a pause that was left",
  "manual, pause: in any case, not scheduled anymore after it returns", function(t)
  local co = t:start(function()
    t:log(tostring(system.pause(0.001)))
    t:log(tostring(system.pause(0.02)))
    t:log(tostring(system.pause()))
  end)
  t:resume(co, "hand")
  t:logged("hand")
  local other = pauser(t, "other", 0.01)
  system.run()
  t:status(other, "dead")
  t:logged("other true true")
end)

case("a closed coroutine is not scheduled", "manual, run: scheduled coroutines", function(t)
  local co = t:start(function() system.pause(1000) end)
  coroutine.close(co)
  t:equal(system.run(), false)
  local ready = t:start(function() system.pause() end)
  coroutine.close(ready)
  t:equal(system.run("step"), false)
end)

case("a scheduled coroutine that nothing else holds is resumed",
  "manual, pause: schedules it to be resumed", function(t)
  for index = 1, 10 do pauser(t, index, false) end
  collectgarbage()
  collectgarbage()
  system.run()
  t:logged("1 2 3 4 5 6 7 8 9 10")
end)

case("who is made ready in a round waits for the next",
  "semantics, System: pauses again in its turn: the next one", function(t)
  t:start(function()
    system.pause()
    t:log("a1")
    pauser(t, "new", false)
    system.pause()
    t:log("a2")
  end)
  pauser(t, "b", false)
  t:equal(system.run("step"), true)
  t:logged("a1 b")
  t:equal(system.run("step"), false)
  t:logged("new a2")
end)

case("who is resumed by hand in a round is not resumed again",
  "manual, pause: not scheduled to be resumed anymore", function(t)
  local b
  t:start(function()
    system.pause()
    t:log("a")
    t:resume(b, "hand")
  end)
  b = t:start(function()
    t:log(tostring(system.pause()))
    t:log(tostring(system.pause()))
  end)
  t:equal(system.run("step"), true)
  t:logged("a hand")
  t:equal(system.run("step"), false)
  t:logged("true")
end)

case("pause outside a coroutine", "semantics, System: unable to yield, before it does anything", function(t)
  t:raises("unable to yield", system.pause)
  t:raises("unable to yield", system.pause, 1)
  t:equal(system.run(), false)
  t:start(function()
    table.sort({ 1, 2 }, function(a, b)
      t:raises("unable to yield", system.pause)
      return a < b
    end)
  end)
  t:equal(system.run(), false)
end)

case("a pause inside pcall and inside a metamethod",
  "manual, pause: suspends the calling coroutine", function(t)
  local object = setmetatable({}, { __len = function() system.pause(); return 7 end })
  t:start(function()
    t:values(table.pack(pcall(system.pause)), true, true)
    t:equal(#object, 7)
    t:log("done")
  end)
  t:equal(system.run(), false)
  t:logged("done")
end)

case("integers and floats as delays", "manual, pause: delay seconds", function(t)
  pauser(t, "zero", 0)
  pauser(t, "zero", 0.0)
  pauser(t, "tiny", 1e-9)
  pauser(t, "small", 0.01)
  t:equal(system.run(), false)
  t:logged("zero zero tiny small")
end)

harness.finish()
