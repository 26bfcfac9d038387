-- Conformance of coutil.system: run in its three modes, and halt.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local harness = require "harness"
local event = require "coutil.event"
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

case("run without anything scheduled returns false",
  "manual, run: true if there are scheduled coroutines", function(t)
  t:values(table.pack(system.run()), false)
  t:values(table.pack(system.run(nil)), false)
  for _, mode in ipairs { "loop", "step", "ready" } do t:values(table.pack(system.run(mode)), false) end
end)

case("step resumes every ready one once", "manual, run: step resumes every ready coroutine once", function(t)
  pauser(t, "a", false, false)
  pauser(t, "b", false)
  t:equal(system.run("step"), true)
  t:logged("a b")
  t:equal(system.run("step"), false)
  t:logged("a")
end)

case("step waits when none is ready", "semantics, System: step waits for at least one", function(t)
  pauser(t, "a", 0.01)
  pauser(t, "b", 0.2)
  t:equal(system.run("step"), true)
  t:logged("a")
  t:equal(system.run("step"), false)
  t:logged("b")
end)

case("step does not wait when one is ready", "manual, run: or waits to resume at least one", function(t)
  pauser(t, "late", 0.2)
  pauser(t, "now", false)
  t:equal(system.run("step"), true)
  t:logged("now")
  t:equal(system.run(), false)
  t:logged("late")
end)

case("ready does not wait", "manual, run: ready resumes only those currently ready", function(t)
  pauser(t, "late", 0.3)
  t:equal(system.run("ready"), true)
  t:logged("")
  pauser(t, "a", false, false)
  pauser(t, "b", false)
  t:equal(system.run("ready"), true)
  t:logged("a b")
  t:equal(system.run("ready"), true)
  t:logged("a")
  t:equal(system.run("loop"), false)
  t:logged("late")
end)

case("a loop that polls ends", "semantics, Simulation: run(ready) that finds nothing moves time", function(t)
  pauser(t, "a", 0.003)
  local count = 0
  while system.run("ready") do count = count + 1 end
  t:logged("a")
  t:ok(count > 0)
end)

case("who is closed in a round is skipped",
  "semantics, System; design: a cancelled operation completes no more", function(t)
  local b
  t:start(function()
    system.pause()
    coroutine.close(b)
    t:log("a")
  end)
  b = pauser(t, "b", false)
  pauser(t, "c", false)
  t:equal(system.run("step"), false)
  t:logged("a c")
end)

case("many are resumed by hand in one round",
  "manual, run: step resumes every ready coroutine once", function(t)
  for _, count in ipairs { 60, 64, 65, 128, 200 } do
    local waiters, turns, by_hand = {}, {}, {}
    t:start(function()
      system.pause()
      for index = 1, count, 2 do t:resume(waiters[index], "hand") end
    end)
    for index = 1, count do
      turns[index], by_hand[index] = 0, 0
      waiters[index] = t:start(function()
        for _ = 1, 4 do
          if system.pause() == true then
            turns[index] = turns[index] + 1
          else
            by_hand[index] = by_hand[index] + 1
          end
        end
      end)
    end
    for round = 1, 3 do
      t:equal(system.run("step"), true)
      for index = 1, count do
        t:equal(by_hand[index], index % 2)
        t:equal(turns[index], round - index % 2, ("turns of %d of %d in round %d"):format(index, count, round))
      end
    end
    t:equal(system.run(), false)
    for index = 1, count do t:equal(turns[index] + by_hand[index], 4) end
  end
end)

case("many are closed in one round, and new ones come",
  "manual, run: step resumes every ready coroutine once", function(t)
  for _, count in ipairs { 60, 64, 65, 130 } do
    local waiters, late = {}, 0
    t:start(function()
      system.pause()
      for index = 1, count do coroutine.close(waiters[index]) end
      for _ = 1, count do t:start(function() system.pause(); late = late + 1 end) end
    end)
    for index = 1, count do waiters[index] = t:start(function() system.pause(); t:log("closed") end) end
    t:equal(system.run("step"), true)
    t:equal(late, 0)
    t:equal(system.run("step"), false)
    t:equal(late, count)
    t:logged("")
  end
end)

case("halt makes run return when its caller suspends",
  "semantics, System: as soon as the coroutine suspends or ends", function(t)
  t:start(function()
    system.pause()
    t:values(table.pack(system.halt()))
    t:log("still here")
    system.pause()
    t:log("later")
  end)
  pauser(t, "b", false)
  t:equal(system.run(), true)
  t:logged("still here")
  t:equal(system.run(), false)
  t:logged("b later")
end)

case("halt by a coroutine that ends",
  "semantics, System: suspends or ends; what was ready stays so", function(t)
  t:start(function()
    system.pause()
    system.halt()
    t:log("a")
  end)
  pauser(t, "b", false)
  pauser(t, "c", 0.001)
  t:equal(system.run("loop"), true)
  t:logged("a")
  t:equal(system.run("step"), true)
  t:logged("b")
  t:equal(system.run(), false)
  t:logged("c")
end)

case("halt in the last turn", "manual, run: true if there are scheduled coroutines, or false", function(t)
  t:start(function() system.pause(); system.halt() end)
  t:equal(system.run(), false)
end)

case("halt in each mode", "manual, halt: causes run to return prematurely", function(t)
  for _, mode in ipairs { "loop", "step", "ready" } do
    t:start(function() system.pause(); system.halt() end)
    local b = pauser(t, "b", false)
    t:equal(system.run(mode), true)
    t:logged("")
    t:status(b, "suspended")
    t:equal(system.run(mode), false)
    t:logged("b")
  end
end)

case("halt holds for one run", "manual, halt: causes run to return prematurely", function(t)
  t:start(function()
    system.pause()
    system.halt()
    system.halt()
    system.pause()
    t:log("a")
    system.pause()
    t:log("b")
  end)
  t:equal(system.run(), true)
  t:equal(system.run(), false)
  t:logged("a b")
end)

case("halt by a coroutine that an emit resumed",
  "semantics, System: run returns as soon as its caller suspends", function(t)
  t:start(function()
    event.await("e")
    system.halt()
    t:log("halted")
  end)
  t:start(function()
    system.pause()
    event.emitone("e")
    t:log("emitted")
  end)
  local last = pauser(t, "last", false)
  t:equal(system.run(), true)
  t:logged("halted emitted")
  t:status(last, "suspended")
  system.run()
  t:logged("last")
end)

case("run inside run", "measured: already running", function(t)
  t:start(function()
    system.pause()
    for _, mode in ipairs { "loop", "step", "ready" } do t:raises("already running", system.run, mode) end
    t:log("a")
  end)
  pauser(t, "b", false)
  t:equal(system.run(), false)
  t:logged("a b")
end)

case("halt outside run", "measured: not running", function(t)
  t:raises("not running", system.halt)
  t:start(function() t:raises("not running", system.halt) end)
  pauser(t, "a", false)
  system.run()
  t:raises("not running", system.halt)
  t:logged("a")
end)

case("run in a coroutine", "manual, run: resumes scheduled coroutines", function(t)
  pauser(t, "a", false, false)
  local co = t:start(function()
    t:equal(system.run("step"), true)
    t:equal(system.run(), false)
    t:log("ran")
  end)
  t:status(co, "dead")
  t:logged("a a ran")
end)

case("arguments", "argument errors name the argument", function(t)
  t:raises_argument(1, "run", system.run, "fast")
  t:raises_argument(1, "run", system.run, {})
  t:raises_argument(1, "run", system.run, 42)
  t:start(function()
    t:raises_argument(1, "pause", system.pause, "soon")
    t:raises_argument(1, "pause", system.pause, {})
    t:raises_argument(1, "pause", system.pause, false)
  end)
  t:equal(system.run(), false)
end)

case("an emit in a turn resumes at once", "manual, emitone: returns after resuming the coroutine", function(t)
  t:start(function()
    event.await("e")
    t:log("heard")
    system.pause()
    t:log("paused")
  end)
  t:start(function()
    system.pause()
    event.emitone("e")
    t:log("emitted")
  end)
  t:equal(system.run(), false)
  t:logged("heard emitted paused")
end)

case("an error in a turn does not end the run", "semantics, Errors: reported; the run goes on", function(t)
  t:start(function() system.pause(); error("oops", 0) end)
  pauser(t, "b", false, false)
  t:equal(system.run(), false)
  t:logged("b b")
  local errors = t:caught()
  t:equal(#errors, 1)
  t:equal(errors[1][1], "oops")
end)

harness.finish()
