-- Conformance of coutil.system when the descriptors are used up. descriptors.sh runs it under a small limit;
-- where the limit is large or there is none, the cases have nothing to look at.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local memory = require "memory"
local system = require "coutil.system"
local case, got = network.case, network.got

local kMost = 2000

-- Sockets until there are no more; nil where the limit is too large. Returns them and the last result.
local function exhaust(t, kind)
  local sockets = {}
  for index = 1, kMost do
    local socket, message = system.socket(kind or "datagram")
    if not socket then return sockets, message end
    sockets[index] = socket
  end
  network.close(t, table.unpack(sockets))
end

for _, kind in ipairs { "datagram", "stream", "listen" } do
  case("sockets until there are no more, " .. kind, "manual, socket: or nil plus an error message", function(t)
    local sockets, message = exhaust(t, kind)
    if not sockets then return end
    t:equal(message, "too many open files")
    t:ok(#sockets > 10)
    for _ = 1, 20 do network.fails(t, "too many open files", system.socket(kind)) end
    network.close(t, table.remove(sockets))
    sockets[#sockets + 1] = got(t, system.socket(kind))
    network.fails(t, "too many open files", system.socket(kind))
    network.close(t, table.unpack(sockets))
  end)
end

case("the collector gives descriptors back", "manual, close: closed when garbage collected", function(t)
  local sockets = exhaust(t)
  if not sockets then return end
  local count = #sockets
  sockets = nil
  collectgarbage()
  collectgarbage()
  sockets = exhaust(t)
  t:equal(#sockets, count)
  network.close(t, table.unpack(sockets))
end)

case("accept without descriptors", "manual, accept: otherwise nil plus an error message", function(t)
  network.together(t, function()
    local listener, address = network.listener(t)
    local results
    local waiter = t:start(function() results = table.pack(listener:accept()) end)
    local sockets = exhaust(t)
    if not sockets then
      network.close(t, listener)
      network.settle()
      return
    end
    network.close(t, table.remove(sockets))
    local client = got(t, system.socket("stream"))
    network.succeeds(t, client:connect(address))
    network.settle(10)
    if results then  -- libuv itself may turn the connection away instead
      t:values(results, nil, "too many open files")
      waiter = t:start(function() results = table.pack(listener:accept()) end)
    else
      local text, message = network.read(client)
      t:equal(text, nil)
      t:ok(message == "end of file" or message == "connection reset by peer", message)
    end
    network.close(t, client, table.unpack(sockets))
    client = got(t, system.socket("stream"))  -- the listener goes on
    network.succeeds(t, client:connect(address))
    network.settle()
    t:status(waiter, "dead")
    local server = got(t, table.unpack(results))
    network.succeeds(t, client:send("hello"))
    t:equal(network.read(server), "hello")
    network.close(t, client, server, listener)
  end)
end)

case("who waits for a connection is not kept busy", "manual, run: waits", function(t)
  network.together(t, function()
    local listener, address = network.listener(t)
    local count = 0
    local waiter = t:start(function()
      while count < 50 do
        local server, message = listener:accept()
        if server then
          network.close(t, server)
        elseif message ~= "too many open files" then
          return
        end
        count = count + 1
      end
    end)
    local sockets = exhaust(t)
    if sockets then
      network.close(t, table.remove(sockets))
      local client = got(t, system.socket("stream"))
      network.succeeds(t, client:connect(address))
      network.settle(20)
      t:ok(count < 50, "one connection fails again and again")
      network.close(t, client, table.unpack(sockets))
    end
    network.close(t, listener)
    network.settle()
    t:status(waiter, "dead")
  end)
end)

case("a process without descriptors", "manual, execute: or nil plus an error message", function(t)
  network.together(t, function()
    local sockets = exhaust(t)
    if not sockets then return end
    network.fails(t, "too many open files", system.execute(network.programs.succeeds))
    network.close(t, table.unpack(sockets))
    t:values(table.pack(system.execute(network.programs.succeeds)), "exit", 0)
  end)
end)

case("a name without descriptors", "manual, findaddr: nil plus an error message", function(t)
  network.together(t, function()
    local sockets = exhaust(t)
    if not sockets then return end
    local getnext, message = system.findaddr("localhost", 80, "4s")
    if getnext == nil then t:equal(type(message), "string") else t:ok(getnext()) end
    network.close(t, table.unpack(sockets))
    t:equal(tostring((system.findaddr("localhost", 80, "4s")())), "127.0.0.1:80")
  end)
end)

case("what is open works without descriptors", "manual, send, receive, connect", function(t)
  network.together(t, function()
    local listener, address = network.listener(t)
    local client, server = network.pair(t)
    local a, b, _, there = network.datagrams(t)
    local late = got(t, system.socket("stream"))
    local sockets = exhaust(t) or {}
    network.succeeds(t, client:send("stream"))
    t:equal(network.read(server), "stream")
    network.succeeds(t, a:send("datagram", 1, -1, there))
    t:equal(network.read(b), "datagram")
    network.succeeds(t, late:connect(address))
    t:equal(system.pause(0.001), true)
    network.close(t, client, server, a, b, late, listener, table.unpack(sockets))
    t:equal(memory.len(memory.create(3)), 3)
  end)
end)

network.finish()
