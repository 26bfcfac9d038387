-- First many who read, and one who wants to write; a second later many who write, and one who wants to read.
-- It is not to be changed.

local system = require "coutil.system"
local trace = require "coutil.trace"
local guard = dofile "guard.lua"
local shelf = guard.table { "read", "write" }

local function start(name, body)
  assert(coroutine.resume(trace.name(coroutine.create(body), name), name))
end

local served = 0

-- Uses the shelf for so many milliseconds: how is "read" or "write". Returns how many went in while it waited.
local function use(name, how, least, most)
  local before, waited_for = served, 0
  local function note(text, ...) trace.note(name .. ": " .. text:format(...)) end
  note("wants to %s", how)
  shelf[how](function()
    waited_for = served - before
    served = served + 1
    note("begins to %s @%s", how, guard.line())
    system.pause(math.random(least, most) / 1000)
    note("ends")
  end)
  note("leaves")
  return waited_for
end

for i = 1, 4 do
  start("reader " .. i, function(name)
    system.pause(math.random(0, 10) / 1000)
    for _ = 1, 6 do
      use(name, "read", 10, 20)
      system.pause(math.random(0, 3) / 1000)
    end
  end)
end

start("lone writer", function(name)
  system.pause(math.random(20, 30) / 1000)
  print(("the writer among the readers: %d went in while he waited"):format(use(name, "write", 3, 5)))
end)

for i = 1, 3 do
  start("writer " .. i, function(name)
    system.pause(1 + math.random(0, 5) / 1000)
    for _ = 1, 6 do
      use(name, "write", 3, 6)
      system.pause(math.random(0, 1) / 1000)
    end
  end)
end

start("lone reader", function(name)
  system.pause(1 + math.random(8, 12) / 1000)
  print(("the reader among the writers: %d went in while he waited"):format(use(name, "read", 3, 5)))
end)

system.run()
