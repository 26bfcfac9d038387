-- A client that has no more to say, and a server that answers for some time after that.
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  local client, server = tools.pair()
  assert(server:setoption("nodelay", true))
  tools.start(function()
    repeat
      local text, message = tools.read(client)
      print("client", text, message)
    until not text
    print("client closes", client:close())
  end)
  print(server:send("before"))
  tools.settle()
  print(server:receive(require("memory").create(0)))
  client:send("last words")
  print(client:shutdown())
  print(client:send("too late"))
  print(client:shutdown())
  print("server", tools.read(server))
  print("server", tools.read(server))
  print("server", tools.read(server))
  for index = 1, 3 do
    print(server:send("answer " .. index))
    tools.settle()
  end
  print(server:shutdown())
  tools.settle()
  print(server:close(), server:close())
end)
