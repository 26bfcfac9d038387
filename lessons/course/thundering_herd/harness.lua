-- Six workers and twenty-four jobs, some of which come together. The notes say which job was added, who wants one,
-- takes one, has done it, and goes home.

local system = require "coutil.system"
local trace = require "coutil.trace"
local new = dofile("guard.lua").functions(1)

local kWorkers, kJobs = 6, 24

local add, take, close = new()

local function start(name, body)
  assert(coroutine.resume(trace.name(coroutine.create(body), name)))
end

for number = 1, kWorkers do
  start("worker " .. number, function()
    while true do
      trace.note("wants a job")
      local job = take()
      if job == nil then break end
      trace.note("takes " .. tostring(job))
      system.pause(0.005 + 0.035 * math.random())
      trace.note("has done " .. tostring(job))
    end
    trace.note("goes home")
  end)
end

start("boss", function()
  local rush = math.random(kJobs)
  for number = 1, kJobs do
    -- During the rush there are more jobs than workers.
    local is_rush = number >= rush and number < rush + 9
    if not is_rush then system.pause(0.02 * math.random()) end
    trace.note("adds job " .. number)
    add("job " .. number)
  end
  trace.note("closes")
  close()
end)

system.run()
