-- Sends its neighbour a datagram a second and counts those that come: beat.lua OWN NEIGHBOUR BEATS

local memory = require "memory"
local system = require "coutil.system"

local own, neighbour, beats = ...
local socket = system.socket("datagram")
assert(socket:bind(system.address("ipv4", own, 9000)))
local heard = 0
coroutine.wrap(function()
  local buffer = memory.create(64)
  while socket:receive(buffer) do heard = heard + 1 end
end)()
coroutine.wrap(function()
  local to = system.address("ipv4", neighbour, 9000)
  for _ = 1, beats do
    system.pause(1)
    assert(socket:send("beat", 1, -1, to))
  end
  system.pause(1)
  socket:close()
end)()
system.run()
assert(heard == tonumber(beats), own .. " heard " .. heard)
