-- The options of a stream, before it is connected and after.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local function show(stream)
  print("nodelay", stream:getoption("nodelay"), "keepalive", stream:getoption("keepalive"))
end

tools.run(function()
  local client, server = tools.pair()
  show(client)
  print(client:setoption("nodelay", true), client:setoption("keepalive", 30))
  show(client)
  print(client:setoption("keepalive", 5), client:setoption("nodelay", false))
  show(client)
  print(client:setoption("keepalive", nil))
  show(client)
  show(server)
  for _, wrong in ipairs { { "keepalive", 0 }, { "keepalive", "x" }, { "broadcast", true }, { "none", 1 } } do
    print(pcall(client.setoption, client, wrong[1], wrong[2]))
  end
  print(pcall(client.getoption, client, "mcastttl"))
  client:send("with options")
  print(tools.read(server))
  tools.close(client, server)
  print(client:getoption("nodelay"))
  local listener = assert(system.socket("listen"))
  print(pcall(listener.setoption, listener, "nodelay", true))
  listener:close()
end)
