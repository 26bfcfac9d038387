-- A sender with twelve letters, and three workers who take four each. It is not to be changed.

local system = require "coutil.system"
local trace = require "coutil.trace"
local guard = dofile "guard.lua"
local mailbox = guard.table { "put", "take" }

local kLetters, kWorkers = 12, 3

local function start(name, body)
  assert(coroutine.resume(trace.name(coroutine.create(body), name)))
end

for i = 1, kWorkers do
  start("worker " .. i, function()
    for _ = 1, kLetters // kWorkers do
      trace.note("asks")
      local letter = mailbox.take()
      trace.note("got " .. tostring(letter))
      print(("worker %d got letter %s"):format(i, letter))
      system.pause(math.random(0, 40) / 1000) -- reads it
    end
  end)
end

start("sender", function()
  for letter = 1, kLetters do
    trace.note("puts " .. letter)
    mailbox.put(letter)
    trace.note("has put " .. letter)
    system.pause(math.random(0, 15) / 1000)
  end
end)

system.run()
