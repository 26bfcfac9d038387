-- Programs that others start: what they get, what they give back, and how they are ended.
local sim = require "coutil.sim"
local greeting = "hello"
sim.program("/bin/greet", function(...)
  print(greeting, os.getenv("WHO"), ..., sim.getppid())
  io.stderr:write("complains\n")
  return 7
end)
sim.program("/bin/wait", function()
  local system = require "coutil.system"
  coroutine.wrap(function() system.pause(100) end)()
  system.run()
end)
sim.program("/bin/fail", function() error("as it should") end)
local a = sim.host { name = "a", env = { HOME = "/home/a" }, files = { ["/home/a/x"] = "the file" }, args = { "unused" } }
a:program("/bin/exit", function() os.exit(3) end)
sim.host { name = "b", args = { "one", "two" }, program = function(...)
  print(sim.hostname(), #arg, arg[1], ...)
end }
