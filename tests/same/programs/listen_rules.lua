-- Listening: before it, twice, with numbers that are none, and what a listening socket can't do.
local memory = require "memory"
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  local listener = tools.bound("listen")
  print(pcall(listener.accept, listener))
  for _, backlog in ipairs { -1, 1.5, "many", 1 << 40 } do print(pcall(listener.listen, listener, backlog)) end
  print(pcall(listener.listen, listener))
  print(listener:listen(0))
  print(pcall(listener.listen, listener, 1))
  for _, name in ipairs { "send", "receive", "connect", "shutdown", "joingroup", "setoption", "getoption" } do
    print(name, pcall(listener[name] or error, listener, memory.create(1)))
  end
  listener:close()
  print(listener:listen(1))
  print(listener:accept())
  local stream = system.socket("stream")
  print(pcall(stream.listen or error, stream, 1))
  stream:close()
end)
