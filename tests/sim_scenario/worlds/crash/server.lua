-- Counts, and writes each number into a file before it answers; another file is never flushed.
local system = require "coutil.system"
local memory = require "memory"

local known = 0
local file = io.open("/var/count")
if file then
  known = file:read("n")
  file:close()
end
local unflushed = io.open("/var/unflushed", "a")
local before = io.open("/var/unflushed"):read("a")
print("server boots with", known, #before)
unflushed:write("x")

coroutine.wrap(function()
  local socket = system.socket("datagram")
  assert(socket:bind(system.address("ipv4", "0.0.0.0", 9)))
  local buffer, from = memory.create(10), system.address("ipv4")
  while socket:receive(buffer, 1, -1, from) do
    known = known + 1
    local file <close> = io.open("/var/count", "w")
    file:write(known)
    file:flush()
    socket:send(tostring(known), 1, -1, from)
  end
end)()
system.run()
