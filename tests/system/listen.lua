-- Conformance of coutil.system: listen and accept.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local memory = require "memory"
local event = require "coutil.event"
local system = require "coutil.system"
local case, got = network.case, network.got

local function alone(name, guards, body)
  case(name, guards, function(t) network.together(t, function() body(t) end) end)
end

local function connected(t, address)
  local client = got(t, system.socket("stream", address.type))
  network.succeeds(t, client:connect(address))
  return client
end

case("listen", "manual, listen: starts listening, returns true", function(t)
  for _, domain in ipairs(network.domains) do
    for _, backlog in ipairs { 0, 1, 5, 128, 4096, 1 << 20, (1 << 31) - 1 } do
      local listener = network.bound(t, "listen", domain)
      t:values(table.pack(listener:listen(backlog)), true)
      network.close(t, listener)
    end
  end
end)

case("the backlog", "pages, listen: integer required; negative: argument error; large backlog", function(t)
  local listener = network.bound(t, "listen")
  t:raises_argument(1, "listen", function() listener:listen() end)
  for _, value in ipairs { "many", {}, true, 1.5, -1, math.mininteger } do
    t:raises("bad argument", listener.listen, listener, value)
  end
  for _, value in ipairs { 1 << 31, 1 << 32, math.maxinteger } do
    t:raises("large backlog", listener.listen, listener, value)
  end
  network.succeeds(t, listener:listen(5))
  network.close(t, listener)
end)

case("listen twice", "pages, listen: already listening: raised", function(t)
  local listener = network.listener(t)
  t:raises("already listening", listener.listen, listener, 5)
  network.close(t, listener)
  network.fails(t, "closed", listener:listen(5))
end)

case("listen without bind", "manual, listen; a fresh Linux machine gives it a port", function(t)
  local listener = got(t, system.socket("listen"))
  network.succeeds(t, listener:listen(5))
  local port = got(t, listener:getaddress()).port
  t:ok(port > 0)
  network.together(t, function()
    local client = connected(t, system.address("ipv4", "127.0.0.1", port))
    network.close(t, got(t, listener:accept()), client)
  end)
  network.close(t, listener)
end)

case("listen on a port in use", "pages: a port in use: address already in use", function(t)
  -- Both bind before either listens: the system refuses one of them, in bind or in listen.
  local first, address = network.bound(t, "listen")
  local second = got(t, system.socket("listen"))
  local bound, message = second:bind(address)
  if bound then
    network.succeeds(t, first:listen(5))
    bound, message = second:listen(5)
  end
  t:equal(bound, nil)
  t:equal(message, "address already in use")
  network.close(t, first, second)
end)

alone("accept", "manual, accept: returns a new stream socket", function(t)
  for _, domain in ipairs(network.domains) do
    local listener, address = network.listener(t, domain)
    local client = connected(t, address)
    local results = table.pack(listener:accept())
    t:equal(results.n, 1)
    local server = results[1]
    t:equal(server:getdomain(), domain)
    t:equal(server:getaddress() == address, true)
    t:equal(server:getaddress("peer") == client:getaddress(), true)
    t:raises("listen is not available for sockets of type stream", function() server:listen(1) end)
    network.succeeds(t, server:send("welcome"))
    t:equal(network.read(client), "welcome")
    network.succeeds(t, client:send("thanks"))
    t:equal(network.read(server), "thanks")
    network.close(t, server, client, listener)
  end
end)

alone("accept before listen", "pages, accept: not listening: raised", function(t)
  local listener = network.bound(t, "listen")
  t:raises("not listening", listener.accept, listener)
  network.close(t, listener)
  listener = got(t, system.socket("listen"))
  t:raises("not listening", listener.accept, listener)
  network.close(t, listener)
end)

case("accept suspends", "pages: accept suspends always", function(t)
  local listener, address = network.listener(t)
  local client
  network.together(t, function() client = connected(t, address) end)
  local server
  local co = t:start(function() server = listener:accept() end)
  t:status(co, "suspended")
  t:equal(system.run(), false)
  t:status(co, "dead")
  network.close(t, server, client, listener)
end)

case("accept outside a coroutine", "semantics, System: unable to yield, before it does anything", function(t)
  local listener, address = network.listener(t)
  t:raises("unable to yield", listener.accept, listener)
  network.together(t, function()
    local client = connected(t, address)
    network.close(t, got(t, listener:accept()), client)
  end)
  network.close(t, listener)
end)

alone("accept waits for a connection", "manual, accept: a new pending connection", function(t)
  local listener, address = network.listener(t)
  local server
  local waiter = t:start(function() server = listener:accept() end)
  network.settle()
  t:status(waiter, "suspended")
  local client = connected(t, address)
  network.settle()
  t:status(waiter, "dead")
  network.close(t, server, client, listener)
end)

alone("connections are accepted in their order", "manual, accept: a new pending connection", function(t)
  local listener, address = network.listener(t)
  local clients = {}
  for index = 1, 20 do clients[index] = connected(t, address) end
  for index = 1, 20 do
    local server = got(t, listener:accept())
    t:equal(server:getaddress("peer") == clients[index]:getaddress(), true, "connection " .. index)
    network.close(t, server, clients[index])
  end
  network.close(t, listener)
end)

alone("a second accepter", "pages, socket: already used", function(t)
  local listener, address = network.listener(t)
  local server
  t:start(function() server = listener:accept() end)
  t:raises("already used", listener.accept, listener)
  local client = connected(t, address)
  network.settle()
  network.close(t, server, client)
  client = connected(t, address)
  network.close(t, got(t, listener:accept()), client, listener)
end)

alone("what was sent before accept is there", "manual, accept", function(t)
  local listener, address = network.listener(t)
  local client = connected(t, address)
  network.succeeds(t, client:send("early"))
  network.close(t, client)
  local server = got(t, listener:accept())
  t:equal(network.drain(t, server), "early")
  network.close(t, server, listener)
end)

case("accept resumed by hand", "semantics, System: a connection that had arrived stays for the next", function(t)
  local listener, address = network.listener(t)
  local results
  local co = t:start(function()
    results = table.pack(listener:accept())
    event.await("on")
  end)
  t:resume(co, "hand", nil)
  t:values(results, "hand", nil)
  t:equal(system.run(), false)
  t:status(co, "suspended")
  event.emitone("on")
  network.together(t, function()
    local client = connected(t, address)
    local server = got(t, listener:accept())
    t:equal(server:getaddress("peer") == client:getaddress(), true)
    network.close(t, server, client)
  end)
  network.close(t, listener)
end)

alone("accept resumed by hand while connections come", "pages: a connection not handed over stays", function(t)
  local listener, address = network.listener(t)
  for turns = 0, 6 do
    local first
    local waiter = t:start(function() first = listener:accept() end)
    local client = connected(t, address)
    for _ = 1, turns do system.pause() end
    if coroutine.status(waiter) == "suspended" then
      t:resume(waiter, nil)
      first = got(t, listener:accept())
    end
    t:equal(first:getaddress("peer") == client:getaddress(), true)
    network.close(t, first, client)
  end
  network.close(t, listener)
end)

alone("who accepts is closed", "semantics, System: its operation is cancelled", function(t)
  local listener, address = network.listener(t)
  local waiter = t:start(function() listener:accept() end)
  coroutine.close(waiter)
  local client = connected(t, address)
  network.close(t, got(t, listener:accept()), client, listener)
end)

case("a listener closed while somebody accepts", "pages, close: woken with nil, closed", function(t)
  local listener = network.listener(t)
  local results
  local co = t:start(function() results = table.pack(listener:accept()) end)
  network.succeeds(t, listener:close())
  t:equal(results, nil, "close does not resume others itself")
  t:equal(system.run(), false)
  t:status(co, "dead")
  t:values(results, nil, "closed")
end)

alone("connections that nobody accepted", "manual, close", function(t)
  local listener, address = network.listener(t)
  local clients = {}
  for index = 1, 10 do clients[index] = connected(t, address) end
  network.settle()
  network.close(t, listener)
  for index = 1, 10 do
    local text, message = network.read(clients[index])
    t:equal(text, nil)
    t:ok(message == "connection reset by peer" or message == "end of file", message)
    network.close(t, clients[index])
  end
end)

alone("connections pending when an accept was left", "manual, close: nothing stays open", function(t)
  local listener, address = network.listener(t)
  local waiter = t:start(function() listener:accept() end)
  t:resume(waiter)
  local clients = {}
  for index = 1, 5 do clients[index] = connected(t, address) end
  network.settle()
  network.close(t, listener)
  network.close(t, table.unpack(clients))
end)

alone("accepted streams outlive their listener", "manual, accept", function(t)
  local listener, address = network.listener(t)
  local client = connected(t, address)
  local server = got(t, listener:accept())
  network.close(t, listener)
  listener = nil
  collectgarbage()
  network.succeeds(t, client:send("hello"))
  t:equal(network.read(server), "hello")
  network.close(t, server, client)
end)

alone("accepted streams are collected", "manual, close: closed when garbage collected", function(t)
  local listener, address = network.listener(t)
  for _ = 1, 20 do
    local client = connected(t, address)
    t:ok(listener:accept())
    client:close()
  end
  network.close(t, listener)
end)

alone("a peer that resets before accept", "manual, accept", function(t)
  local listener, address = network.listener(t)
  local client = connected(t, address)
  network.close(t, client)
  network.settle()
  local server = got(t, listener:accept())
  network.fails(t, "end of file", server:receive(memory.create(10)))
  network.close(t, server, listener)
end)

case("a server of many", "manual, accept", function(t)
  network.together(t, function()
    local listener, address = network.listener(t, "ipv4", 256)
    local done = 0
    t:start(function()
      for _ = 1, 100 do
        local server = got(t, listener:accept())
        t:start(function()
          local text = network.drain(t, server)
          network.succeeds(t, server:send(text:upper()))
          network.close(t, server)
        end)
      end
      network.close(t, listener)
    end)
    for index = 1, 100 do
      t:start(function()
        local client = connected(t, address)
        network.succeeds(t, client:send("number " .. index))
        network.succeeds(t, client:shutdown())
        t:equal(network.drain(t, client), "NUMBER " .. index)
        network.close(t, client)
        done = done + 1
        if done == 100 then event.emitone("done") end
      end)
    end
    if done < 100 then event.await("done") end
  end)
end)

network.finish()
