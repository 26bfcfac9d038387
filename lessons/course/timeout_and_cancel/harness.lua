-- Two clients ask question after question and wait for each answer, but not for long; between two they pause.
-- Some answers come in time, some too late, some never. The notes say what happened.

local event = require "coutil.event"
local system = require "coutil.system"
local trace = require "coutil.trace"
local wait = dofile("guard.lua").functions(1)

local kQuestions, kPatience = 5, 0.05

local function start(name, body)
  assert(coroutine.resume(trace.name(coroutine.create(body), name)))
end

-- Sends a question; its answer comes as an event on the request, or never.
local function send(name)
  local request = trace.name({}, "answer " .. name)
  if math.random(5) > 1 then
    start("reply " .. name, function()
      system.pause(0.08 * math.random())
      trace.note("answers " .. name)
      event.emitall(request, "re " .. name)
    end)
  end
  return request
end

for _, client in ipairs { "a", "b" } do
  start("client " .. client, function()
    for number = 1, kQuestions do
      local name = client .. number
      trace.note("asks " .. name)
      local answer, why = wait(send(name), kPatience)
      local result = answer ~= nil and tostring(answer) or "nil, " .. tostring(why)
      trace.note(("gets %s: %s"):format(name, result))
      print(("client %s: question %d: %s"):format(client, number, result))
      if system.pause(0.01 + 0.04 * math.random()) ~= true then trace.note("is woken early") end
    end
  end)
end

system.run()
