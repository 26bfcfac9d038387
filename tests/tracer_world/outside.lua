-- A bit of everything outside, for its trace: an echo server with three clients, an exchange of datagrams, a signal,
-- three processes and a lookup. It prints nothing and leaves nothing open.
local memory = require "memory"
local spawn = require "coutil.spawn"
local system = require "coutil.system"
local trace = require "coutil.trace"

local failure

local function go(name, body)
  spawn.catch(function(message) failure = message end, function()
    trace.name(coroutine.running(), name)
    body()
  end)
end

local listener = assert(system.socket("listen", "ipv4"))
assert(listener:bind(system.address("ipv4", "127.0.0.1", 0)))
assert(listener:listen(8))
local address = listener:getaddress()

go("server", function()
  for i = 1, 3 do
    local peer = assert(listener:accept())
    go("connection " .. i, function()
      local buffer = memory.create(256)
      while true do
        local bytes = peer:receive(buffer)
        if not bytes then break end
        assert(peer:send(buffer, 1, bytes))
      end
      peer:close()
    end)
  end
  listener:close()
end)

for i = 1, 3 do
  go("client " .. i, function()
    local socket = assert(system.socket("stream", "ipv4"))
    assert(socket:connect(address))
    local buffer = memory.create(64)
    for n = 1, 2 do
      assert(socket:send(("x"):rep(20 * i)))
      socket:receive(buffer)
      system.pause(0.002 * i)
    end
    socket:close()
  end)
end

local host = assert(system.socket("datagram", "ipv4"))
assert(host:bind(system.address("ipv4", "127.0.0.1", 0)))
go("udp host", function()
  local buffer, from = memory.create(64), system.address("ipv4")
  local bytes = host:receive(buffer, 1, -1, from)
  host:send(buffer, 1, bytes, from)
  host:close()
end)
go("udp guest", function()
  local guest = assert(system.socket("datagram", "ipv4"))
  assert(guest:send("hello", 1, -1, host:getaddress()))
  guest:receive(memory.create(64))
  guest:close()
end)

go("watcher", function() assert(system.awaitsig("user1")) end)
go("killer", function()
  system.pause(0.005)
  assert(system.execute("/bin/sh", "-c", "kill -USR1 $PPID") == "exit")
end)
go("sleeper", function() assert(system.execute("/bin/sleep", "0.02") == "exit") end)
go("victim", function() assert(system.execute("/bin/sh", "-c", "kill -TERM $$") == "signal") end)
go("resolver", function() assert(system.findaddr("127.0.0.1", "80", "4")) end)
system.run()
assert(not failure, failure)
