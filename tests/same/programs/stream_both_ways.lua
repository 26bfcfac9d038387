-- Both ends of a stream write at once, and then read what has come.
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  local client, server = tools.pair()
  print(client:setoption("nodelay", true), server:setoption("nodelay", true))
  for round = 1, 5 do
    print(client:send("ping " .. round), server:send("pong " .. round))
    print(tools.read(client))
    print(tools.read(server))
  end
  for index = 1, 5 do client:send(index .. ",") end
  tools.settle()
  print(tools.read(server))
  tools.close(server)
  print(tools.read(client))
  tools.close(client)
end)
