-- Two-phase commit with a coordinator, on which SCRIPT runs, and two participants; b is cut off after it said yes.

local sim = require "coutil.sim"

local function participant()
  local memory = require "memory"
  local system = require "coutil.system"
  local trace = require "coutil.trace"
  local name = require("coutil.sim").hostname()
  coroutine.wrap(function()
    trace.name(coroutine.running(), "participant " .. name)
    local socket = assert(system.socket("datagram"))
    assert(socket:bind(system.address("ipv4", "0.0.0.0:7")))
    local buffer, from = memory.create(64), system.address("ipv4")
    local decision
    repeat
      local text = buffer:tostring(1, (socket:receive(buffer, 1, -1, from)))
      if text == "can you?" then
        socket:send(name .. " yes", 1, -1, from)
        trace.note(name .. " says yes, and may now neither commit nor abort on its own")
      else
        decision = text
        socket:send(name .. " done", 1, -1, from)
      end
    until decision
    trace.note(("%s %ss"):format(name, decision))
    print(("%s %ss"):format(name, decision))
  end)()
  system.run()
end

local a = sim.host { name = "a", address = "10.0.0.1/24", program = participant }
local b = sim.host { name = "b", address = "10.0.0.2/24", program = participant }
local coordinator = sim.host { name = "coordinator", address = "10.0.0.3/24" }
sim.links { latency = 0.01 }
sim.at(0.015, function() sim.partition(b, { a, coordinator }) end)
sim.at(2, function() sim.heal() end)
