-- Five philosophers share a round table and five forks. Whoever eats needs both forks beside the plate.
--
-- Everybody here is polite and does the obvious: take the left fork, look at the food for a moment, take
-- the right fork. It works as long as they don't all do it at the same time. Then each holds one fork and
-- waits for the other, and nobody will ever put one down.

local event = require "coutil.event"
local mutex = require "coutil.mutex"
local system = require "coutil.system"
local trace = require "coutil.trace"

local kSeats = 5

-- A fork is any value; what makes it a fork is that it is locked before it is used. The names are for us,
-- who read the timeline.
local forks = {}
for i = 1, kSeats do forks[i] = trace.name({}, "fork " .. i) end

local bell = trace.name({}, "bell")
local thinking, full = 0, 0

local function eat(i)
  local left, right = forks[i], forks[i % kSeats + 1]
  mutex.lock(left)
  system.pause(0.001 * i) -- a moment passes between the two forks
  mutex.lock(right)
  print("philosopher " .. i .. " eats")
  system.pause(0.004)
  mutex.unlock(right)
  mutex.unlock(left)
end

-- They think until the bell rings. It is rung by the last of them who comes to think.
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
  system.pause(0.01 * i) -- at first they come to the table one after the other, and all is well
  eat(i)
  think(i)
  eat(i) -- now they reach for the forks all at once
  full = full + 1
end

for i = 1, kSeats do
  local co = trace.name(coroutine.create(philosopher), "philosopher " .. i)
  assert(coroutine.resume(co, i))
end

-- run returns when nobody is scheduled any more. Who waits for a fork is not scheduled: only the one who
-- holds the fork could wake them.
system.run()
print(full .. " of " .. kSeats .. " philosophers had both courses")
