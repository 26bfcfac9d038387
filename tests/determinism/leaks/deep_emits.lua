-- How deep emits may nest.
local event = require "coutil.event"
local depth = 0
local function waiter(i)
  event.await(i)
  depth = depth + 1
  event.emitone(i + 1)
end
for i = 1, 400 do coroutine.wrap(waiter)(i) end
print(pcall(event.emitone, 1))
print(depth > 10)
