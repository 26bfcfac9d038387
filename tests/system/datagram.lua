-- Conformance of coutil.system: datagram sockets that send and receive.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local memory = require "memory"
local system = require "coutil.system"
local case, got = network.case, network.got

-- A case on two sockets a and b with their addresses, once a domain, in a coroutine.
local function pair_case(name, guards, body)
  case(name, guards, function(t)
    for _, domain in ipairs(network.domains) do
      network.together(t, function()
        local a, b, here, there = network.datagrams(t, domain)
        body(t, a, b, here, there)
        network.close(t, a, b)
      end)
    end
  end)
end

local function send(t, socket, data, address)
  network.succeeds(t, socket:send(data, 1, -1, address))
end

pair_case("a datagram", "manual, receive: the number of bytes and whether truncated", function(t, a, b, here, there)
  send(t, a, "hello", there)
  local buffer, from = memory.create(10), system.address(here.type)
  t:values(table.pack(b:receive(buffer, 1, -1, from)), 5, false)
  t:equal(memory.tostring(buffer), "hello\0\0\0\0\0")
  t:equal(from == here, true)
end)

pair_case("a datagram as large as the memory", "manual, receive: whether the data was truncated",
  function(t, a, b, _, there)
    send(t, a, "hello", there)
    local buffer = memory.create(5)
    t:values(table.pack(b:receive(buffer)), 5, false)
    t:equal(memory.tostring(buffer), "hello")
  end)

pair_case("a datagram larger than the memory", "manual, receive: whether the data was truncated",
  function(t, a, b, here, there)
    send(t, a, "hello there", there)
    send(t, a, "next", there)
    local buffer, from = memory.create(5), system.address(here.type)
    t:values(table.pack(b:receive(buffer, 1, -1, from)), 5, true)
    t:equal(memory.tostring(buffer), "hello")
    t:equal(from == here, true)
    t:values(table.pack(b:receive(buffer)), 4, false)  -- what was cut off is gone
    t:equal(memory.tostring(buffer, 1, 4), "next")
  end)

pair_case("an empty datagram", "manual, receive: the number of bytes copied", function(t, a, b, here, there)
  send(t, a, "", there)
  send(t, a, "x", there)
  local buffer, from = memory.create(5), system.address(here.type)
  t:values(table.pack(b:receive(buffer, 1, -1, from)), 0, false)
  t:equal(from == here, true)
  t:values(table.pack(b:receive(buffer)), 1, false)
end)

pair_case("one byte of memory", "manual, receive: at most the bytes that fill the buffer", function(t, a, b, _, there)
  send(t, a, "hello", there)
  local buffer = memory.create(1)
  t:values(table.pack(b:receive(buffer)), 1, true)
  t:equal(memory.tostring(buffer), "h")
end)

pair_case("all byte values", "manual, send: sends the substring of data", function(t, a, b, _, there)
  local bytes = {}
  for byte = 0, 255 do bytes[#bytes + 1] = string.char(byte) end
  local data = table.concat(bytes)
  send(t, a, data, there)
  t:equal(network.read(b), data)
end)

pair_case("a part of a string", "manual, send: from i until j, which can be negative", function(t, a, b, _, there)
  local data = "0123456789"
  for _, range in ipairs { { 1, 10 }, { 3, 5 }, { -3, -1 }, { 2 }, { -4 }, { 5, 5 }, { 0, 3 }, { 8, 100 }, { 6, 5 },
    { 20, 30 }, { -100, 2 }, { 4, -4 }, { math.mininteger, math.maxinteger } } do
    network.succeeds(t, a:send(data, range[1], range[2], there))
    t:equal(network.read(b), data:sub(range[1], range[2]), ("%s..%s"):format(range[1], range[2]))
  end
  network.succeeds(t, a:send(data, nil, nil, there))
  t:equal(network.read(b), data)
end)

pair_case("a part of a memory", "manual, send: data may be a memory", function(t, a, b, _, there)
  local data = memory.create("0123456789")
  for _, range in ipairs { { 1, 10 }, { 3, 5 }, { -3, -1 }, { 2 }, { 0, 3 }, { 8, 100 }, { 6, 5 } } do
    network.succeeds(t, a:send(data, range[1], range[2], there))
    t:equal(network.read(b), ("0123456789"):sub(range[1], range[2] or -1))
  end
end)

pair_case("into a part of the memory", "manual, receive: to fill buffer from position i until j",
  function(t, a, b, _, there)
    for _, range in ipairs { { 1, 10, 1, 5 }, { 3, 5, 3, 3 }, { -3, -1, 8, 3 }, { 9, nil, 9, 2 }, { 0, 3, 1, 3 },
      { 8, 100, 8, 3 }, { 5, 5, 5, 1 }, { -100, 2, 1, 2 } } do
      local buffer = memory.create("..........")
      send(t, a, "hello", there)
      t:values(table.pack(b:receive(buffer, range[1], range[2])), range[4], range[4] < 5)
      local expected = ("."):rep(range[3] - 1) .. ("hello"):sub(1, range[4])
      t:equal(memory.tostring(buffer), expected .. ("."):rep(10 - #expected))
    end
  end)

pair_case("an empty part of the memory", "pages, receive: empty range: no buffer space available",
  function(t, a, b, _, there)
    send(t, a, "hello", there)
    for _, range in ipairs { { 6, 5 }, { 11, 20 }, { 1, 0 }, { -1, -2 } } do
      network.fails(t, "no buffer space available", b:receive(memory.create(10), range[1], range[2]))
    end
    network.fails(t, "no buffer space available", b:receive(memory.create(0)))
    t:equal(network.read(b), "hello", "the datagram is still there")
  end)

pair_case("many datagrams in order", "manual, send, receive", function(t, a, b, _, there)
  for index = 1, 30 do send(t, a, "datagram " .. index, there) end
  for index = 1, 30 do t:equal(network.read(b), "datagram " .. index) end
end)

pair_case("who waits first gets a later datagram", "manual, receive", function(t, a, b, _, there)
  local text
  local waiter = t:start(function() text = network.read(b) end)
  network.settle()
  t:status(waiter, "suspended")
  send(t, a, "late", there)
  network.settle()
  t:status(waiter, "dead")
  t:equal(text, "late")
end)

pair_case("an answer to the sender", "manual, receive: stores the peer that sent", function(t, a, b, here, there)
  t:start(function()
    local buffer, from = memory.create(100), system.address(here.type)
    local count = b:receive(buffer, 1, -1, from)
    network.succeeds(t, b:send(buffer, 1, count, from))
  end)
  send(t, a, "ping", there)
  local buffer, from = memory.create(100), system.address(here.type)
  t:values(table.pack(a:receive(buffer, 1, -1, from)), 4, false)
  t:equal(memory.tostring(buffer, 1, 4), "ping")
  t:equal(from == there, true)
end)

pair_case("without an address", "pages, send: destination address required", function(t, a, b, _, there)
  network.fails(t, "destination address required", a:send("hello"))
  network.fails(t, "destination address required", a:send("hello", 1, -1, nil))
  send(t, a, "good", there)
  t:equal(network.read(b), "good", "what had no address was not sent")
end)

pair_case("connected", "manual, connect: any data sent is targeted to that address", function(t, a, b, here, there)
  network.succeeds(t, a:connect(there))
  network.succeeds(t, a:send("hello"))
  local buffer, from = memory.create(10), system.address(here.type)
  t:values(table.pack(b:receive(buffer, 1, -1, from)), 5, false)
  t:equal(from == here, true)
end)

pair_case("connected and with an address", "pages, send: connected with address: socket is already connected",
  function(t, a, b, _, there)
    network.succeeds(t, a:connect(there))
    network.fails(t, "socket is already connected", a:send("bad", 1, -1, there))
    network.succeeds(t, a:send("good"))
    t:equal(network.read(b), "good")
  end)

pair_case("disconnected", "manual, connect: without address it is disconnected", function(t, a, b, _, there)
  network.succeeds(t, a:connect(there))
  network.succeeds(t, a:connect())
  network.fails(t, "destination address required", a:send("bad"))
  send(t, a, "good", there)
  t:equal(network.read(b), "good")
  network.succeeds(t, a:connect(there))
  network.succeeds(t, a:connect(nil))
  network.fails(t, "socket is not connected", a:getaddress("peer"))
end)

pair_case("a connected socket hears its peer only", "manual, connect: binds to the peer address",
  function(t, a, b, here, there)
    local stranger = network.bound(t, "datagram", here.type)
    network.succeeds(t, a:connect(there))
    send(t, stranger, "stranger", here)
    send(t, b, "peer", here)
    t:equal(network.read(a), "peer")
    network.close(t, stranger)
  end)

pair_case("connect to what is no address", "pages: wrong argument: argument error", function(t, a, b)
  for _, value in ipairs { "127.0.0.1:80", 80, {}, true, b } do t:raises("bad argument", a.connect, a, value) end
end)

case("an address of the other domain", "pages: wrong domain: raised", function(t)
  network.together(t, function()
    local a, b = network.datagrams(t)
    local other = system.address("ipv6", "[::1]:80")
    t:raises("wrong domain", a.connect, a, other)
    t:raises("wrong domain", a.send, a, "hello", 1, -1, other)
    t:raises("wrong domain", a.receive, a, memory.create(10), 1, -1, other)
    t:equal(tostring(other), "[::1]:80")
    network.fails(t, "destination address required", a:send("hello"))
    network.close(t, a, b)
  end)
end)

pair_case("data that is none", "pages, send: string or memory expected, got TYPE", function(t, a, _, _, there)
  for _, value in ipairs { {}, true, print, io.stdout } do
    t:raises("string or memory expected, got " .. type(value):gsub("userdata", ""), a.send, a, value, 1, -1, there)
  end
  t:raises("string or memory expected, got nil", a.send, a, nil, 1, -1, there)
  t:raises("bad argument", a.send, a, "hello", "x", -1, there)
  t:raises("bad argument", a.send, a, "hello", 1, {}, there)
  t:raises("bad argument", a.send, a, "hello", 1, -1, "127.0.0.1:80")
end)

pair_case("a buffer that is none", "pages, receive: memory expected, got TYPE", function(t, a)
  for _, value in ipairs { "text", 10, {}, true } do
    t:raises("memory expected, got " .. type(value), a.receive, a, value)
  end
  t:raises("memory expected, got n", a.receive, a)
  t:raises("memory expected, got nil", a.receive, a, nil)
  t:raises("bad argument", a.receive, a, memory.create(10), "x")
  t:raises("bad argument", a.receive, a, memory.create(10), 1, {})
  t:raises("bad argument", a.receive, a, memory.create(10), 1, -1, "127.0.0.1:80")
end)

pair_case("a datagram that is too long", "semantics, System: libuv's own words", function(t, a, b, _, there)
  network.fails(t, "message too long", a:send(("x"):rep(70000), 1, -1, there))
  send(t, a, "short", there)
  t:equal(network.read(b), "short")
end)

pair_case("large datagrams", "manual, send, receive", function(t, a, b, _, there)
  local data = {}
  for index = 1, 2000 do data[index] = ("%06d"):format(index) end
  data = table.concat(data)
  for _, size in ipairs { 508, 1472, 8192, 12000 } do
    send(t, a, data:sub(1, size), there)
    t:equal(network.read(b, 65536), data:sub(1, size))
  end
end)

pair_case("a second reader", "pages, socket: already used", function(t, a, b, _, there)
  local text
  t:start(function() text = network.read(b) end)
  t:raises("already used", b.receive, b, memory.create(10))
  network.settle()
  send(t, a, "one", there)
  network.settle()
  t:equal(text, "one")
  send(t, a, "two", there)
  t:equal(network.read(b), "two")
end)

pair_case("a reader that sends meanwhile", "pages, socket: second reader/writer only", function(t, a, b, here, there)
  local text
  t:start(function() text = network.read(a) end)
  send(t, a, "out", there)
  t:equal(network.read(b), "out")
  send(t, b, "in", here)
  network.settle()
  t:equal(text, "in")
end)

pair_case("to itself", "manual, send, receive", function(t, a, _, here)
  send(t, a, "self", here)
  t:equal(network.read(a), "self")
end)

case("an unbound socket that sends", "manual, send: unbinded sockets need an address", function(t)
  network.together(t, function()
    local b, there = network.bound(t, "datagram")
    local a = got(t, system.socket("datagram"))
    send(t, a, "hello", there)
    local buffer, from = memory.create(10), system.address("ipv4")
    t:values(table.pack(b:receive(buffer, 1, -1, from)), 5, false)
    t:equal(from.port, a:getaddress().port)
    t:ok(from.port > 0)
    network.close(t, a, b)
  end)
end)

case("a send to who is not there", "semantics, System: expected failure: nil, libuv's text", function(t)
  network.together(t, function()
    local nobody = network.deserted(t, "datagram")
    local a = network.bound(t, "datagram")
    send(t, a, "hello", nobody)  -- unconnected: the system keeps it to itself
    network.succeeds(t, a:connect(nobody))
    network.succeeds(t, a:send("hello"))
    network.fails(t, "connection refused", a:receive(memory.create(10)))
    network.close(t, a)
  end)
end)

case("32 datagrams in a row, then a turn", "semantics, System: send gives way after 32 in a row", function(t)
  local sent, seen = 0, nil
  network.together(t, function()
    local a, b, _, there = network.datagrams(t)
    t:start(function()
      system.pause()
      seen = sent
    end)
    for _ = 1, 40 do
      send(t, a, "x", there)
      sent = sent + 1
    end
    network.close(t, a, b)
  end)
  t:equal(seen, 32, "sends before another had its turn")
end)

case("broadcast", "manual, getoption: broadcast is true when enabled", function(t)
  network.together(t, function()
    local receiver = got(t, system.socket("datagram"))
    network.succeeds(t, receiver:bind(system.address("ipv4")))
    local target = system.address("ipv4", "127.255.255.255", receiver:getaddress().port)
    local sender = network.bound(t, "datagram")
    network.fails(t, "permission denied", sender:send("loud", 1, -1, target))
    network.succeeds(t, sender:setoption("broadcast", true))
    send(t, sender, "loud", target)
    t:equal(network.read(receiver), "loud")
    network.succeeds(t, sender:setoption("broadcast", false))
    network.fails(t, "permission denied", sender:send("loud", 1, -1, target))
    network.close(t, sender, receiver)
  end)
end)

network.finish()
