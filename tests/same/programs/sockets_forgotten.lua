-- Sockets that the collector closes, and such that a block closes at its end.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  local client, server = tools.pair()
  do
    local inner <close> = server
    inner:send("within the block")
  end
  print(tostring(server))
  print(tools.read(client))
  print(tools.read(client))
  client:close()
  client, server = tools.pair()
  client:send("before it is forgotten")
  client = nil
  collectgarbage()
  collectgarbage()
  print(tools.read(server))
  print(tools.read(server))
  server:close()
  local kept
  local waiter = tools.start(function()
    local mine <close> = tools.bound("datagram")
    kept = mine
    tools.read(mine)
  end)
  print(coroutine.close(waiter), tostring(kept))
end)
