-- An error in the main program while operations are under way.
-- exit 1
-- stderr has no more of this

local memory = require "memory"
local system = require "coutil.system"

local datagram = assert(system.socket("datagram"))
assert(coroutine.resume(coroutine.create(function() datagram:receive(memory.create(10)) end)))
assert(coroutine.resume(coroutine.create(function() system.awaitsig("user1") end)))
error("no more of this")
