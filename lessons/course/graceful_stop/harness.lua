-- The server's program: requests come from somewhere, one every few milliseconds. The notes say which was accepted
-- and answered. In some runs one of them hangs.

local event = require "coutil.event"
local queued = require "coutil.queued"
local system = require "coutil.system"
local trace = require "coutil.trace"
local serve = dofile("guard.lua").functions(1)

local kRequests = 30

local arrival = trace.name({}, "next request")
local hangs = math.random(2) == 1 and math.random(kRequests // 2)

local function accept()
  local _, request = queued.await(arrival)
  trace.note("accepts request " .. request)
  return request
end

local function work(request)
  trace.name(coroutine.running(), "request " .. request)
  if request == hangs then event.await(trace.name({}, "what never comes")) end
  system.pause(0.005 + 0.07 * math.random() ^ 2)
  trace.note("has answered request " .. request)
  print("request " .. request .. " is answered")
end

local function start(name, body)
  assert(coroutine.resume(trace.name(coroutine.create(body), name)))
end

start("server", function()
  serve(accept, work)
  trace.note("stops")
  os.exit(0)
end)

start("clients", function()
  for request = 1, kRequests do
    system.pause(0.06 * math.random())
    trace.note(("request %d arrives"):format(request))
    queued.emitone(arrival, request)
  end
end)

system.run()
