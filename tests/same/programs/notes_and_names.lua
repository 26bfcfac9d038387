-- Names and notes in the trace, and the board that tells who waits.
local event = require "coutil.event"
local mutex = require "coutil.mutex"
local system = require "coutil.system"
local trace = require "coutil.trace"
local tools = dofile(arg[0]:match("^.*/") .. "shared/tools.lua")

local parcel = trace.name({}, "the parcel")
local waiter = tools.start(function() event.await(parcel) end)
trace.name(waiter, "who waits")
local socket = tools.bound("datagram")
local reader = tools.start(function() tools.read(socket) end)
mutex.lock("door")
trace.note("now all wait")
local dump = trace.dump(false)
print(#dump.coroutines, #dump.mutexes, dump.scheduled, dump.sockets, dump.operations)
for _, entry in ipairs(dump.coroutines) do print(entry.name, entry.state) end
mutex.unlock("door")
event.emitone(parcel)
socket:close()
print(system.run())
dump = trace.dump(false)
print(#dump.mutexes, dump.scheduled, dump.sockets, dump.operations, coroutine.status(reader))
