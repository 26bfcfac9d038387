-- Errors that nobody catches, with their tracebacks.
local event = require "coutil.event"
for i = 1, 3 do
  coroutine.wrap(function()
    event.await("go")
    error({ i })
  end)()
end
coroutine.wrap(function() event.await("go") local t = nil return t.x end)()
event.emitall("go")
