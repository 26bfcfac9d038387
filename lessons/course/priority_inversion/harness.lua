-- A processor, and five tasks of three priorities; two of them share a log. The notes say who gets each slice
-- before whom, who asks for the log, has it and gives it back.

local event = require "coutil.event"
local system = require "coutil.system"
local trace = require "coutil.trace"
local lock, unlock = dofile("guard.lua").functions(2)

local kSlice = 0.01 -- seconds

local running, ready = nil, {}

-- Gives the processor, if nobody has it, to the most important task that is ready; among equals to the first.
local function dispatch(caller)
  if running or #ready == 0 then return end
  local best = 1
  for place, task in ipairs(ready) do
    if task.priority > ready[best].priority then best = place end
  end
  running = table.remove(ready, best)
  local others = {}
  for _, task in ipairs(ready) do others[#others + 1] = task.name end
  trace.note(("slice for %s before %s"):format(running.name, table.concat(others, ", ")))
  if running ~= caller then event.emitone(running.turn) end
end

local function work(task, slices)
  for _ = 1, slices do
    table.insert(ready, task)
    dispatch(task)
    if running ~= task then event.await(task.turn) end
    system.pause(kSlice)
    running = nil
  end
end

local function write_log(task, slices)
  trace.note("asks for the log")
  lock(task)
  trace.note("has the log")
  work(task, slices)
  trace.note("gives the log back")
  unlock(task)
end

local function start(name, priority, body)
  local task = { name = name, priority = priority, turn = trace.name({}, "turn of " .. name) }
  local co = coroutine.create(function()
    body(task)
    trace.note("is done")
    print(("%s is done at %.0f ms"):format(name, require("coutil.sim").now() * 1000))
    dispatch()
  end)
  assert(coroutine.resume(trace.name(co, name)))
end

start("low", 1, function(task)
  for _ = 1, 2 do
    write_log(task, 3 + math.random(2))
    work(task, 3)
  end
end)

start("high", 3, function(task)
  for _ = 1, 2 do
    system.pause(0.01 + 0.02 * math.random())
    write_log(task, 1)
    work(task, 2)
    system.pause(0.02)
  end
end)

for number = 1, 3 do
  start("medium " .. number, 2, function(task)
    system.pause(0.02 + 0.02 * math.random())
    work(task, 5)
  end)
end

system.run()
