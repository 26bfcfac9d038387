-- A server that ends when it is told to: it takes nothing new and finishes what it began, within a time of grace.

local event = require "coutil.event"
local system = require "coutil.system"

local kGrace = 0.5 -- seconds

return function(accept, work)
  local open, time_to_go = 0, {}

  local function handle(request)
    open = open + 1
    work(request)
    open = open - 1
    if open == 0 then event.emitall(time_to_go) end
  end

  local acceptor = coroutine.create(function()
    while true do coroutine.wrap(handle)(accept()) end
  end)
  coroutine.resume(acceptor)

  system.awaitsig("terminate")
  coroutine.close(acceptor)
  if open == 0 then return end
  coroutine.wrap(function()
    system.pause(kGrace)
    event.emitall(time_to_go)
  end)()
  event.await(time_to_go)
end
