-- What the fuzzer's programs execute: ends in the way that it is told, or waits to be killed.
-- child.lua WAY [NUMBER]

local sim = require "coutil.sim"
local system = require "coutil.system"
local way, number = arg[1], tonumber(arg[2] or 0)

local ways = {
  exit = function() os.exit(number) end,
  close = function() os.exit(number, true) end,
  error = function() error "told to" end,
  pause = function()
    coroutine.wrap(function() system.pause(number / 1000) end)()
    system.run()
    os.exit(number % 256)
  end,
  copy = function()
    for line in io.lines() do io.write(line, "\n") end
  end,
  write = function()
    for line = 1, number do io.write("line ", line, "\n") end
    io.stderr:write("written\n")
  end,
  environment = function() io.write(tostring(os.getenv "GIVEN"), "\n") end,
  signal = function() -- its own
    sim.kill(sim.getpid(), "terminate")
    coroutine.wrap(function() system.pause(1) end)()
    system.run()
  end,
  parent = function() sim.kill(sim.getppid(), "winresize") end,
  await = function() -- somebody may send it one
    coroutine.wrap(function() system.awaitsig "user1" end)()
    coroutine.wrap(function()
      system.pause(number / 100)
      os.exit(0)
    end)()
    system.run()
  end,
  again = function() -- a child of its own
    coroutine.wrap(function()
      if number > 0 then system.execute("child", "again", number - 1) end
      system.pause(0.01)
    end)()
    system.run()
  end,
  socket = function() -- left open
    local socket = system.socket "datagram"
    socket:bind(system.address("ipv4", "0.0.0.0", 0))
    coroutine.wrap(function() socket:send("from a child", 1, -1, system.address("ipv4", "10.0.0.1:7001")) end)()
    system.run()
  end,
}
ways[way]()
