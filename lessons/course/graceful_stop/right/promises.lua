-- Each request has a promise; after the signal one awaits all of them, or the end of the time of grace.
local event = require "coutil.event"
local promise = require "coutil.promise"
local spawn = require "coutil.spawn"
local system = require "coutil.system"
return function(accept, work)
  local answers, over = {}, {}
  local acceptor = spawn.catch(print, function()
    while true do
      local request = accept()
      local answer, fulfil = promise.create()
      table.insert(answers, answer)
      spawn.trap(fulfil, work, request)
    end
  end)
  system.awaitsig("terminate")
  coroutine.close(acceptor)
  if #table.pack(promise.onlypending(table.unpack(answers))) == 0 then return end
  spawn.catch(print, function()
    promise.awaitall(table.unpack(answers))
    event.emitall(over)
  end)
  spawn.catch(print, function()
    system.pause(0.5)
    event.emitall(over)
  end)
  event.await(over)
end
