-- A second coroutine that wants what one waits for already, on every kind of socket.
local memory = require "memory"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  local client, server = tools.pair()
  local datagram, address = tools.bound("datagram")
  local listener = tools.listener()
  local buffer = memory.create(4)
  local grown = memory.create()
  memory.resize(grown, 8)
  local waiting = {
    tools.start(function() print("stream", client:receive(buffer)) end),
    tools.start(function() print("datagram", datagram:receive(grown)) end),
    tools.start(function() print("listen", listener:accept()) end),
  }
  print(pcall(client.receive, client, buffer))
  print(pcall(datagram.receive, datagram, buffer))
  print(pcall(listener.accept, listener))
  print(pcall(memory.resize, grown, 100))
  server:send("one")
  datagram:send("two", 1, -1, address)
  tools.settle()
  print(memory.resize(grown, 100), memory.len(grown))
  print(coroutine.status(waiting[1]), coroutine.status(waiting[2]), coroutine.status(waiting[3]))
  coroutine.resume(waiting[3], "by hand")
  tools.close(client, server, datagram, listener)
end)
