-- Whom an emit resumes first.
local event = require "coutil.event"
local system = require "coutil.system"
for i = 1, 20 do coroutine.wrap(function() event.awaitany("a", "b", i) io.write(i, " ") end)() end
coroutine.wrap(function()
  system.pause()
  event.emitone(7)
  event.emitone("a")
  event.emitall("b")
end)()
system.run()
