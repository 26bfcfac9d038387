-- The same five philosophers, the same five forks, the same bell, and one rule more: of your two forks, take
-- the one with the lower number first.
--
-- So philosopher 5, who sits between fork 5 and fork 1, reaches for fork 1, as philosopher 1 does, and waits
-- for it with empty hands. The ring of waiting can't close any more: whoever waits for a fork holds only
-- forks with lower numbers, and numbers don't go round in circles.

local event = require "coutil.event"
local mutex = require "coutil.mutex"
local system = require "coutil.system"
local trace = require "coutil.trace"

local kSeats = 5

local forks = {}
for i = 1, kSeats do forks[i] = trace.name({}, "fork " .. i) end

local bell = trace.name({}, "bell")
local thinking, full = 0, 0

local function eat(i)
  local left, right = i, i % kSeats + 1
  local first, second = forks[math.min(left, right)], forks[math.max(left, right)] -- the new rule
  mutex.lock(first)
  system.pause(0.001 * i)
  mutex.lock(second)
  print("philosopher " .. i .. " eats")
  system.pause(0.004)
  mutex.unlock(second)
  mutex.unlock(first)
end

local function think(i)
  thinking = thinking + 1
  if thinking < kSeats then
    event.await(bell)
  else
    print("philosopher " .. i .. " rings the bell: the second course!")
    event.emitall(bell)
  end
end

local function philosopher(i)
  system.pause(0.01 * i)
  eat(i)
  think(i)
  eat(i)
  full = full + 1
end

for i = 1, kSeats do
  local co = trace.name(coroutine.create(philosopher), "philosopher " .. i)
  assert(coroutine.resume(co, i))
end

system.run()
print(full .. " of " .. kSeats .. " philosophers had both courses")
