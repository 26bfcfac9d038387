-- Five philosophers, who sit down at the same moment and are to eat twice, and a waiter who closes after two seconds.
-- It is not to be changed.

local system = require "coutil.system"
local trace = require "coutil.trace"
local guard = dofile "guard.lua"
local dinner = guard.table { "dine" }

local kSeats, kMeals = 5, 2

local forks = {}
for i = 1, kSeats do forks[i] = trace.name({ number = i }, "fork " .. i) end

local full = 0

local function philosopher(i)
  local function note(text, ...) trace.note(("philosopher %d "):format(i) .. text:format(...)) end
  for meal = 1, kMeals do
    local function eat()
      note("eats @%s", guard.line())
      print(("philosopher %d eats"):format(i))
      system.pause(0.04)
      note("has eaten")
    end
    note("is hungry %d", meal)
    dinner.dine(forks[i], forks[i % kSeats + 1], eat)
    note("leaves %d", meal)
    system.pause(math.random(0, 20) / 100)
  end
  full = full + 1
end

for i = 1, kSeats do
  assert(coroutine.resume(trace.name(coroutine.create(philosopher), "philosopher " .. i), i))
end

assert(coroutine.resume(trace.name(coroutine.create(function()
  system.pause(2)
  trace.note("closes")
  if full < kSeats then system.halt() end
end), "waiter")))

system.run()
print(("%d of %d philosophers are full"):format(full, kSeats))
