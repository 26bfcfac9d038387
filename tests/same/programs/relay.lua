-- A relay between a client and a server, as two coroutines that copy until the ends.
local memory = require "memory"
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local front, front_address = tools.listener()
local back, back_address = tools.listener()

local function copy(from, to)
  local buffer = memory.create(32)
  while true do
    local count = from:receive(buffer)
    if not count then break end
    to:send(buffer, 1, count)
  end
  to:shutdown()
end

tools.run(function()
  local stream = assert(front:accept())
  local onward = assert(system.socket("stream"))
  assert(onward:connect(back_address))
  tools.start(copy, onward, stream)
  copy(stream, onward)
  print("relay: the client has ended")
end, function()
  local stream = assert(back:accept())
  while true do
    local text, message = tools.read(stream)
    print("server", text, message)
    if not text then break end
    stream:send("[" .. text .. "]")
    tools.settle()
  end
  stream:send("good bye")
  tools.settle()
  stream:shutdown()
end, function()
  local stream = assert(system.socket("stream"))
  assert(stream:connect(front_address))
  for index = 1, 3 do
    stream:send("request " .. index)
    print("client", tools.read(stream))
  end
  stream:shutdown()
  print("client", tools.read(stream))
  print("client", tools.read(stream))
end)
