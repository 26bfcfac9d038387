-- Runs six programs, some of them at the same time. The notes say which, and what the exercise says of each.

local system = require "coutil.system"
local trace = require "coutil.trace"
local run = dofile("guard.lua").functions(1)

local kPatience = 0.2 -- seconds

for _, name in ipairs { "good", "bad", "crash", "endless", "stubborn", "none" } do
  local before = 0.3 * math.random()
  local co = coroutine.create(function()
    system.pause(before)
    for _ = 1, name == "good" and 2 or 1 do
      trace.note("runs /bin/" .. name)
      local word = run("/bin/" .. name, kPatience)
      trace.note(("/bin/%s: %s"):format(name, word))
      print(("/bin/%-9s %s"):format(name, word))
    end
  end)
  assert(coroutine.resume(trace.name(co, "run " .. name)))
end

system.run()
