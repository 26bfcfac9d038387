-- A read with a limit of time: a timer resumes the reader by hand, or the bytes come first.
local memory = require "memory"
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local function read_within(socket, seconds)
  local reader = coroutine.running()
  local timer = tools.start(function()
    if system.pause(seconds) then coroutine.resume(reader, nil, "timed out") end
  end)
  local buffer = memory.create(100)
  local count, message = socket:receive(buffer)
  if coroutine.status(timer) == "suspended" then coroutine.resume(timer, false) end
  if not count then return nil, message end
  return memory.tostring(buffer, 1, count)
end

tools.run(function()
  local client, server = tools.pair()
  print(read_within(client, 0.03))
  server:send("in time")
  print(read_within(client, 5))
  tools.start(function()
    system.pause(0.4)
    server:send("late")
  end)
  print(read_within(client, 0.01))
  print(read_within(client, 5))
  server:close()
  print(read_within(client, 5))
  client:close()
end)
