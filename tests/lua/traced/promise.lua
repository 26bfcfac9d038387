-- Promises claimed before and after they are fulfilled.
local event = require "coutil.event"
local promise = require "coutil.promise"
local p, fulfil_p = promise.create()
local q, fulfil_q = promise.create()
for _ = 1, 2 do coroutine.resume(coroutine.create(function() p() end)) end
coroutine.resume(coroutine.create(function() promise.awaitall(p, q) p() end))
coroutine.resume(coroutine.create(function() promise.awaitany(p, q) promise.awaitany(q, p) end))
event.emitone(p)
fulfil_p(1)
fulfil_q(2)
fulfil_q(3)
p()
