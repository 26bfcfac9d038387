-- All of the System section at once: five processes, a signal, an exchange of datagrams, a name, and a TCP server
-- with its clients, in one system.run. Run with a trace it must hold, too.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local event = require "coutil.event"
local memory = require "memory"
local system = require "coutil.system"
local case = network.case
local programs = network.programs

local kClients = 10
local kRounds = 20

-- Echoes what a client sends until its end.
local function echo(t, stream)
  local buffer = memory.create(64)
  while true do
    local count, why = stream:receive(buffer)
    if not count then
      t:equal(why, "end of file")
      return stream:close()
    end
    network.succeeds(t, stream:send(buffer, 1, count))
  end
end

local function client(t, address, number)
  local stream = network.got(t, system.socket("stream"))
  network.succeeds(t, stream:connect(address))
  for round = 1, kRounds do
    local text = ("client %d, round %d"):format(number, round)
    network.succeeds(t, stream:send(text))
    t:equal(network.take(t, stream, #text), text)
  end
  network.succeeds(t, stream:shutdown())
  stream:close()
end

case("everything in one run", "manual, run: resumes every coroutine that becomes ready", function(t)
  local listener, address = network.listener(t)
  local a, b, a_address, b_address = network.datagrams(t)
  local parts = {}
  local function part(f) parts[#parts + 1] = f end

  part(function()
    for number = 1, kClients do
      local stream = network.got(t, listener:accept())
      t:start(function() echo(t, stream) end)
    end
    listener:close()
  end)
  for number = 1, kClients do part(function() client(t, address, number) end) end

  part(function()
    local buffer, from = memory.create(100), system.address("ipv4")
    for round = 1, kRounds do
      network.succeeds(t, a:send("ping " .. round, 1, -1, b_address))
      t:values(table.pack(a:receive(buffer, 1, -1, from)), #("pong " .. round), false)
      t:equal(from, b_address)
    end
    a:close()
  end)
  part(function()
    local buffer, from = memory.create(100), system.address("ipv4")
    for round = 1, kRounds do
      local count = b:receive(buffer, 1, -1, from)
      t:equal(memory.tostring(buffer, 1, count), "ping " .. round)
      t:equal(from, a_address)
      network.succeeds(t, b:send("pong " .. round, 1, -1, from))
    end
    b:close()
  end)

  local signalled = 0
  for _ = 1, 2 do
    part(function()
      t:equal(system.awaitsig("user1"), true)
      signalled = signalled + 1
      event.emitall("signalled")
    end)
  end
  part(function()
    event.await("signalled")
    t:ok(signalled >= 1)
  end)

  for status = 1, 4 do
    part(function() t:values(table.pack(system.execute(programs.shell, "-c", "exit " .. status)), "exit", status) end)
  end
  part(function()
    system.pause(0.01)
    network.kill(t, "USR1")
  end)
  part(function()
    local getnext = network.got(t, system.findaddr("localhost", 80, "4s"))
    t:equal(tostring((getnext())), "127.0.0.1:80")
  end)
  network.together(t, table.unpack(parts))
  t:equal(signalled, 2)
end)

network.finish()
