-- The end of a program that nobody waits for is a signal; and programs end while others wait for other things.
local memory = require "memory"
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local socket, address = tools.bound("datagram")

tools.run(function()
  local left = tools.start(function() print("never", system.execute("/bin/sh", "-c", "sleep 0.8")) end)
  print(coroutine.close(left))
  print("child", system.awaitsig("child"))
  print("program", system.execute("/bin/sh", "-c", "sleep 0.4; exit 3"))
  tools.settle()
  assert(socket:send("done", 1, -1, address))
end, function()
  print("datagram", socket:receive(memory.create(10)))
  socket:close()
end, function()
  for turn = 1, 2 do print("timer", turn, system.pause(0.04)) end
end)
