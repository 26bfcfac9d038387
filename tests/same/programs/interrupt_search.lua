-- Searches for names that are resumed by hand or closed, and those that come after.
local system = require "coutil.system"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

tools.run(function()
  local search = tools.start(function() print("first", system.findaddr("127.0.0.1", 1, "4s")) end)
  coroutine.resume(search, "by hand")
  print("second", system.findaddr("127.0.0.2", 2, "4s")())
  search = tools.start(function() print("never", system.findaddr("127.0.0.3", 3, "4s")) end)
  print(coroutine.close(search))
  print("third", system.findaddr("127.0.0.4", 4, "4s")())
end)
