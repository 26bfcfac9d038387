-- Those who execute are resumed by hand or closed: the program goes on, and nobody is told of its end.
local event = require "coutil.event"
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  local co = tools.start(function()
    print("first", system.execute("/bin/sh", "-c", "sleep 0.05; exit 1"))
    print("second", system.execute("/bin/sh", "-c", "exit 2"))
    event.await("on")
  end)
  print(coroutine.resume(co, "by", "hand"))
  system.pause(0.8)
  print(event.emitone("on"))
  co = tools.start(function() print("never", system.execute("/bin/sh", "-c", "exit 3")) end)
  print(coroutine.close(co))
  system.pause(0.1)
  co = tools.start(function() print("third", system.execute("/no/such/program")) end)
  print(coroutine.resume(co, "by hand"))
end)
