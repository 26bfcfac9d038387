-- exit 3
-- Nobody closes the coroutine that failed: as the program ends, who waits for its mutex is stuck.
local mutex = require "coutil.mutex"
local spawn = require "coutil.spawn"

local failed = coroutine.create(function()
  mutex.lock "room"
  local _ <close> = setmetatable({}, { __close = function() mutex.unlock "room" end })
  error "oops"
end)
print(coroutine.resume(failed))
spawn.catch(print, function() mutex.lock "room" end)
print "the end"
