-- exit 0
-- stderr empty
-- An error that the program's own coroutine.resume returned is the program's business.
local event = require "coutil.event"
local co = coroutine.create(function() event.await("e"); error("oops") end)
coroutine.resume(co)
local ok, message = coroutine.resume(co)
assert(not ok and message:find("oops"))
assert(not pcall(coroutine.wrap(function() error("wrapped") end)))
