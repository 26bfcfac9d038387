-- The server's program: hands each connection to the exercise, in a coroutine of its own.

local system = require "coutil.system"
local trace = require "coutil.trace"
local serve = dofile("guard.lua").functions(1)

local streams = {} -- so that none is closed because it is collected

local function start(name, body, ...)
  assert(coroutine.resume(trace.name(coroutine.create(body), name), ...))
end

start("listener", function()
  local listener = assert(system.socket("listen"))
  assert(listener:bind(system.address("ipv4", "0.0.0.0:7")))
  assert(listener:listen(8))
  while true do
    local stream = assert(listener:accept())
    table.insert(streams, stream)
    start("connection " .. #streams, serve, stream)
  end
end)

system.run()
