-- Twelve coroutines ask for three settings at random times. The notes say who asked, who loaded, and what came.

local system = require "coutil.system"
local trace = require "coutil.trace"
local guard = dofile "guard.lua"

local new = guard.functions(1)

local kSettings = { colour = { "green" }, debug = { false }, height = { nil, "no such setting" } }
local kKeys = { "colour", "debug", "height" }

local function start(name, body)
  assert(coroutine.resume(trace.name(coroutine.create(body), name)))
end

local function load(key)
  trace.note(("loads %s @%s"):format(key, guard.line()))
  system.pause(0.03 + 0.07 * math.random())
  trace.note("loaded " .. key)
  return table.unpack(kSettings[key], 1, 2)
end

local ask = new(load)

for number = 1, 12 do
  local name = "asker " .. number
  local key = kKeys[number % 3 + 1]
  local before = number < 10 and 0.15 * math.random() or 0.3
  start(name, function()
    system.pause(before)
    trace.note("asks " .. key)
    local value, message = ask(key)
    trace.note(("gets %s %s %s"):format(key, value, message))
    print(("%s: %s is %s"):format(name, key, value == nil and message or value))
  end)
end

system.run()
