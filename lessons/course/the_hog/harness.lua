-- A heart that beats every 10 milliseconds, and somebody who needs a checksum. It is not to be changed.

local system = require "coutil.system"
local trace = require "coutil.trace"
local guard = dofile "guard.lua"
local checksum = guard.table { "of" }

local kNumbers = 6000

local function start(name, body)
  assert(coroutine.resume(trace.name(coroutine.create(body), name)))
end

local numbers = {}
for i = 1, kNumbers do numbers[i] = math.random(0, 999) end
local expected = 0
for i = 1, kNumbers do expected = (expected * 31 + numbers[i]) % 1000003 end

local done = false

start("heart", function()
  local count = 0
  while not done and count < 60 do
    count = count + 1
    trace.note("beat")
    system.pause(0.01)
  end
  trace.note("last beat")
end)

start("checksum", function()
  system.pause(0.02)
  trace.note("begins")
  local sum = checksum.of(numbers)
  done = true
  trace.note(sum == expected and "sum right" or ("sum wrong: %s, not %d"):format(tostring(sum), expected))
  print("the checksum is " .. tostring(sum))
end)

system.run()
