-- exit 3
-- stderr has fork
-- Two coroutines that wait for each other's mutex.
local mutex = require "coutil.mutex"
local left, right = "left fork", "right fork"
local function lock_both(first, second)
  return coroutine.create(function()
    mutex.lock(first)
    coroutine.yield()
    mutex.lock(second)
  end)
end
local a, b = lock_both(left, right), lock_both(right, left)
for _ = 1, 2 do
  coroutine.resume(a)
  coroutine.resume(b)
end
