-- A server that is told to stop: it closes its listener, waits for its clients, and the run ends.
local event = require "coutil.event"
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local listener, address = tools.listener()
local open = 0

tools.run(function()
  while true do
    local stream, message = listener:accept()
    if not stream then break print(message) end
    open = open + 1
    tools.start(function()
      repeat
        local text = tools.read(stream)
        if text then stream:send(text:upper()) end
      until not text
      stream:close()
      open = open - 1
      if open == 0 then event.emitall("empty") end
    end)
  end
  print("no more", open)
  event.await("empty")
  print("all left", open)
end, function()
  local clients = {}
  for index = 1, 3 do
    clients[index] = assert(system.socket("stream"))
    assert(clients[index]:connect(address))
    clients[index]:send("client " .. index)
    print(tools.read(clients[index]))
  end
  print(listener:close())
  local late = assert(system.socket("stream"))
  print("late", late:connect(address))
  late:close()
  for index = 3, 1, -1 do
    clients[index]:send("bye")
    print(tools.read(clients[index]))
    clients[index]:close()
    tools.settle()
  end
end)
