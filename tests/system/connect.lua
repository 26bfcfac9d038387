-- Conformance of coutil.system: streams that connect.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local memory = require "memory"
local event = require "coutil.event"
local system = require "coutil.system"
local case, got = network.case, network.got

local function alone(name, guards, body)
  case(name, guards, function(t) network.together(t, function() body(t) end) end)
end

case("a connection", "manual, connect: binds to the peer address, returns true", function(t)
  for _, domain in ipairs(network.domains) do
    network.together(t, function()
      local listener, address = network.listener(t, domain)
      local client = got(t, system.socket("stream", domain))
      t:values(table.pack(client:connect(address)), true)
      t:equal(client:getaddress("peer") == address, true)
      t:equal(client:getaddress().literal, network.loopback[domain])
      t:ok(client:getaddress().port > 0)
      local server = got(t, listener:accept())
      t:equal(server:getaddress("peer") == client:getaddress(), true)
      network.close(t, client, server, listener)
    end)
  end
end)

case("connect suspends", "pages: stream connect suspends always", function(t)
  local listener, address = network.listener(t)
  local client = got(t, system.socket("stream"))
  local result
  local co = t:start(function() result = table.pack(client:connect(address)) end)
  t:status(co, "suspended")
  t:equal(system.run(), false)
  t:status(co, "dead")
  t:values(result, true)
  network.close(t, client, listener)
end)

alone("refused", "manual, connect: nil plus an error message", function(t)
  for _, domain in ipairs(network.domains) do
    local client = got(t, system.socket("stream", domain))
    network.fails(t, "connection refused", client:connect(network.deserted(t, "listen", domain)))
    network.close(t, client)
  end
end)

alone("refused by a socket that does not listen", "manual, connect: nil plus an error message", function(t)
  local other, address = network.bound(t, "listen")
  local client = got(t, system.socket("stream"))
  network.fails(t, "connection refused", client:connect(address))
  network.close(t, client, other)
end)

alone("unreachable", "semantics, System: libuv's own words", function(t)
  local client = got(t, system.socket("stream"))
  network.fails(t, "network is unreachable", client:connect(system.address("ipv4", "239.77.1.2", 80)))
  network.close(t, client)
end)

alone("after a failure the socket can be closed only", "manual, connect: nil plus an error message", function(t)
  local nobody = network.deserted(t, "listen")
  for _ = 1, 20 do
    local client = got(t, system.socket("stream"))
    network.fails(t, "connection refused", client:connect(nobody))
    network.fails(t, "socket is not connected", client:getaddress("peer"))
    t:equal(client:send("hello"), nil)
    t:equal(client:receive(memory.create(10)), nil)
    network.close(t, client)
  end
end)

alone("connected twice", "pages, connect: stream connect twice: socket is already connected", function(t)
  local listener, address = network.listener(t)
  local client = got(t, system.socket("stream"))
  network.succeeds(t, client:connect(address))
  network.fails(t, "socket is already connected", client:connect(address))
  network.fails(t, "socket is already connected", client:connect(network.deserted(t, "listen")))
  t:equal(client:getaddress("peer") == address, true)
  local server = got(t, listener:accept())
  network.fails(t, "socket is already connected", server:connect(address))
  network.succeeds(t, client:send("still there"))
  t:equal(network.read(server), "still there")
  network.close(t, client, server, listener)
end)

alone("connected while another connects it", "pages, socket: already used", function(t)
  local listener, address = network.listener(t)
  local client = got(t, system.socket("stream"))
  local result
  t:start(function() result = table.pack(client:connect(address)) end)
  local ok, value, message = pcall(client.connect, client, address)
  t:ok(not ok and value:find("already used", 1, true) or value == nil and type(message) == "string",
    "two coroutines connect one socket")
  network.settle()
  if result then t:values(result, true) end
  network.close(t, client, listener)
end)

case("a stream's connect needs an address", "manual, connect: for streams the address is mandatory", function(t)
  network.together(t, function()
    local client = got(t, system.socket("stream"))
    t:raises("bad argument", client.connect, client)
    t:raises("bad argument", client.connect, client, nil)
    for _, value in ipairs { "127.0.0.1:80", 80, {}, client } do
      t:raises("bad argument", client.connect, client, value)
    end
    t:equal(tostring(client), "tcp (unbound)")
    network.close(t, client)
  end)
end)

alone("connect to an address of the other domain", "pages: wrong domain: raised", function(t)
  local client = got(t, system.socket("stream", "ipv4"))
  t:raises("wrong domain", client.connect, client, system.address("ipv6", "[::1]:80"))
  network.close(t, client)
end)

case("connect outside a coroutine", "semantics, System: unable to yield, before it does anything", function(t)
  local listener, address = network.listener(t)
  local client = got(t, system.socket("stream"))
  t:raises("unable to yield", client.connect, client, address)
  network.fails(t, "socket is not connected", client:getaddress("peer"))
  network.together(t, function()
    network.succeeds(t, client:connect(address))
    network.close(t, got(t, listener:accept()))
  end)
  network.close(t, client, listener)
end)

case("connect resumed by hand", "semantics, System: a connecting socket is closed", function(t)
  local listener, address = network.listener(t)
  local client = got(t, system.socket("stream"))
  local results
  local co = t:start(function()
    results = table.pack(client:connect(address))
    event.await("on")
  end)
  t:resume(co, "hand", nil, false)
  t:values(results, "hand", nil, false)
  t:equal(tostring(client), "tcp (closed)")
  t:values(table.pack(client:close()), false)
  t:equal(system.run(), false)
  t:status(co, "suspended")
  event.emitone("on")
  network.close(t, listener)
end)

case("a coroutine that connects is closed", "semantics, System: a connecting socket is closed", function(t)
  local listener, address = network.listener(t)
  local client = got(t, system.socket("stream"))
  local co = t:start(function() client:connect(address) end)
  coroutine.close(co)
  t:equal(system.run(), false)
  collectgarbage()
  t:equal(tostring(client), "tcp (closed)")
  network.close(t, listener)
end)

case("a socket closed while it connects", "pages, close: woken with nil, closed", function(t)
  local listener, address = network.listener(t)
  local client = got(t, system.socket("stream"))
  local results
  local co = t:start(function() results = table.pack(client:connect(address)) end)
  network.succeeds(t, client:close())
  t:equal(results, nil, "close does not resume others itself")
  t:equal(system.run(), false)
  t:status(co, "dead")
  t:values(results, nil, "closed")
  network.close(t, listener)
end)

case("a socket collected while it connects", "semantics, System: the memory of operations stays", function(t)
  local listener, address = network.listener(t)
  local result
  t:start(function() result = table.pack(system.socket("stream"):connect(address)) end)
  collectgarbage()
  collectgarbage()
  t:equal(system.run(), false)
  t:values(result, true)
  network.close(t, listener)
end)

alone("from an address of its own", "manual, bind: the local address", function(t)
  local listener, address = network.listener(t)
  local client, here = network.bound(t, "stream")
  network.succeeds(t, client:connect(address))
  local server = got(t, listener:accept())
  t:equal(server:getaddress("peer") == here, true)
  network.close(t, client, server, listener)
end)

alone("the address may change meanwhile", "manual, connect: the peer address provided", function(t)
  local listener, address = network.listener(t)
  local target = system.address("ipv4", address.literal, address.port)
  local client = got(t, system.socket("stream"))
  local result
  t:start(function() result = table.pack(client:connect(target)) end)
  target.port = 1
  target.literal = "239.77.1.2"
  network.settle()
  t:values(result, true)
  t:equal(client:getaddress("peer") == address, true)
  network.close(t, client, listener)
end)

alone("what needs a connection", "pages: socket is not connected", function(t)
  local client = got(t, system.socket("stream"))
  network.fails(t, "socket is not connected", client:receive(memory.create(10)))
  network.fails(t, "socket is not connected", client:shutdown())
  local result, message = client:send("hello")
  t:equal(result, nil)
  t:ok(message == "socket is not connected" or message == "broken pipe", message)
  network.succeeds(t, client:bind(network.any()))
  network.fails(t, "socket is not connected", client:receive(memory.create(10)))
  local listener, address = network.listener(t)
  network.succeeds(t, client:connect(address))
  network.succeeds(t, client:send("hello"))
  local server = got(t, listener:accept())
  t:equal(network.read(server), "hello")
  network.close(t, client, server, listener)
end)

alone("many connections one after another", "manual, connect, close", function(t)
  local listener, address = network.listener(t)
  for _ = 1, 200 do
    local client = got(t, system.socket("stream"))
    network.succeeds(t, client:connect(address))
    local server = got(t, listener:accept())
    network.close(t, server, client)
  end
  network.close(t, listener)
end)

case("many connections at once", "manual, connect", function(t)
  network.together(t, function()
    local listener, address = network.listener(t, "ipv4", 512)
    local clients, connected = {}, 0
    for index = 1, 200 do
      clients[index] = got(t, system.socket("stream"))
      t:start(function()
        network.succeeds(t, clients[index]:connect(address))
        connected = connected + 1
      end)
    end
    for _ = 1, 200 do network.close(t, got(t, listener:accept())) end
    network.settle()
    t:equal(connected, 200)
    network.close(t, listener, table.unpack(clients))
  end)
end)

network.finish()
