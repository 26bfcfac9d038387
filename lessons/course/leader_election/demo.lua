-- The coordinator of a two-phase commit: asks both, decides, and repeats the decision until both have heard it.

local memory = require "memory"
local system = require "coutil.system"
local trace = require "coutil.trace"

local addresses = { a = system.address("ipv4", "10.0.0.1:7"), b = system.address("ipv4", "10.0.0.2:7") }
local said = { a = "", b = "" }
local socket = assert(system.socket("datagram"))

coroutine.wrap(function()
  trace.name(coroutine.running(), "ear")
  local buffer = memory.create(64)
  while true do
    local size = socket:receive(buffer)
    if not size then break end
    local name, word = buffer:tostring(1, size):match("^(%a) (%a+)$")
    said[name] = word
  end
end)()

local function repeat_until(question, answer)
  while said.a ~= answer or said.b ~= answer do
    for _, name in ipairs { "a", "b" } do
      if said[name] ~= answer then socket:send(question, 1, -1, addresses[name]) end
    end
    system.pause(0.1)
  end
end

coroutine.wrap(function()
  trace.name(coroutine.running(), "coordinator")
  repeat_until("can you?", "yes")
  trace.note("decides to commit")
  repeat_until("commit", "done")
  socket:close()
end)()

system.run()
