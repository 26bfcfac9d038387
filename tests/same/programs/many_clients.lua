-- A server with a coroutine for each of its clients, who come and speak in turn.
local memory = require "memory"
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local listener, address = tools.listener()
local served = 0

local function serve(stream)
  local buffer = memory.create(64)
  while true do
    local count = stream:receive(buffer)
    if not count then break end
    stream:send(buffer, 1, count)
  end
  stream:close()
  served = served + 1
end

tools.run(function()
  for _ = 1, 5 do tools.start(serve, assert(listener:accept())) end
  listener:close()
end, function()
  local clients = {}
  for index = 1, 5 do
    clients[index] = assert(system.socket("stream"))
    assert(clients[index]:connect(address))
    tools.settle()
  end
  for round = 1, 4 do
    for index = 5, 1, -1 do
      clients[index]:send(("%d says %d"):format(index, round))
      print(tools.read(clients[index]))
    end
  end
  for index = 1, 5 do
    clients[index]:close()
    tools.settle()
    print("served", served)
  end
end)
