-- Conformance of coutil.system: streams that send and receive, their end, and shutdown.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local memory = require "memory"
local system = require "coutil.system"
local case, got = network.case, network.got

-- A case on a connected pair, once a domain, in a coroutine; both are closed afterwards if they are not yet.
local function pair_case(name, guards, body)
  case(name, guards, function(t)
    for _, domain in ipairs(network.domains) do
      network.together(t, function()
        local client, server = network.pair(t, domain)
        body(t, client, server)
        client:close()
        server:close()
      end)
    end
  end)
end

pair_case("there and back", "manual, send, receive", function(t, client, server)
  t:values(table.pack(client:send("ping")), true)
  local buffer = memory.create(10)
  t:values(table.pack(server:receive(buffer)), 4)
  t:equal(memory.tostring(buffer), "ping\0\0\0\0\0\0")
  network.succeeds(t, server:send("pong!"))
  t:values(table.pack(client:receive(buffer)), 5)
  t:equal(memory.tostring(buffer), "pong!\0\0\0\0\0")
end)

pair_case("a small buffer takes it in pieces", "manual, receive: at most the bytes that fill the buffer",
  function(t, client, server)
    network.succeeds(t, client:send("0123456789"))
    local buffer = memory.create(4)
    for _, piece in ipairs { "0123", "4567", "89" } do
      t:values(table.pack(server:receive(buffer)), #piece)
      t:equal(memory.tostring(buffer, 1, #piece), piece)
    end
  end)

pair_case("several sends make one stream", "manual, send", function(t, client, server)
  for index = 1, 10 do network.succeeds(t, client:send(index .. ",")) end
  t:equal(network.take(t, server, 21), "1,2,3,4,5,6,7,8,9,10,")
end)

pair_case("a part of a string to a stream", "manual, send: from i until j, which can be negative",
  function(t, client, server)
    local data, expected = "0123456789", ""
    for _, range in ipairs { { 1, 10 }, { 3, 5 }, { -3, -1 }, { 2 }, { -4 }, { 5, 5 }, { 0, 3 }, { 8, 100 }, { 6, 5 },
      { 20, 30 }, { -100, 2 }, { 4, -4 }, { math.mininteger, math.maxinteger } } do
      network.succeeds(t, client:send(data, range[1], range[2]))
      expected = expected .. data:sub(range[1], range[2])
    end
    network.succeeds(t, client:send(data, nil, nil))
    expected = expected .. data
    t:equal(network.take(t, server, #expected), expected)
  end)

pair_case("a part of a memory to a stream", "manual, send: data may be a memory", function(t, client, server)
  local data, expected = memory.create("0123456789"), ""
  for _, range in ipairs { { 1, 10 }, { 3, 5 }, { -3, -1 }, { 2 }, { 0, 3 }, { 8, 100 }, { 6, 5 } } do
    network.succeeds(t, client:send(data, range[1], range[2]))
    expected = expected .. ("0123456789"):sub(range[1], range[2] or -1)
  end
  t:equal(network.take(t, server, #expected), expected)
end)

pair_case("a stream into a part of the memory", "manual, receive: to fill buffer from position i until j",
  function(t, client, server)
    for _, range in ipairs { { 1, 10, 1, 5 }, { 3, 5, 3, 3 }, { -3, -1, 8, 3 }, { 9, nil, 9, 2 }, { 0, 3, 1, 3 },
      { 8, 100, 8, 3 }, { 5, 5, 5, 1 }, { -100, 2, 1, 2 } } do
      local buffer = memory.create("..........")
      network.succeeds(t, client:send("hello"))
      t:values(table.pack(server:receive(buffer, range[1], range[2])), range[4])
      local expected = ("."):rep(range[3] - 1) .. ("hello"):sub(1, range[4])
      t:equal(memory.tostring(buffer), expected .. ("."):rep(10 - #expected))
      if range[4] < 5 then t:equal(network.take(t, server, 5 - range[4]), ("hello"):sub(range[4] + 1)) end
    end
  end)

pair_case("a stream into nothing", "pages, receive: empty range: no buffer space available",
  function(t, client, server)
    network.succeeds(t, client:send("hello"))
    for _, range in ipairs { { 6, 5 }, { 11, 20 }, { 1, 0 }, { -1, -2 } } do
      network.fails(t, "no buffer space available", server:receive(memory.create(10), range[1], range[2]))
    end
    network.fails(t, "no buffer space available", server:receive(memory.create(0)))
    t:equal(network.take(t, server, 5), "hello")
  end)

pair_case("the address is ignored", "manual, send, receive: for streams address is ignored",
  function(t, client, server)
    local elsewhere = system.address(client:getdomain(), nil, 1)
    local before = tostring(elsewhere)
    network.succeeds(t, client:send("hello", 1, -1, elsewhere))
    t:values(table.pack(server:receive(memory.create(9), 1, -1, elsewhere)), 5)
    t:equal(tostring(elsewhere), before)
  end)

pair_case("an empty send", "manual, send: returns true", function(t, client, server)
  network.succeeds(t, client:send(""))
  network.succeeds(t, client:send("abc", 3, 2))
  network.succeeds(t, client:send(memory.create(0)))
  network.succeeds(t, client:send("x"))
  t:equal(network.read(server), "x")
end)

pair_case("data that is none to a stream", "pages, send: string or memory expected, got TYPE", function(t, client)
  for _, value in ipairs { {}, true, print } do
    t:raises("string or memory expected, got " .. type(value), client.send, client, value)
  end
  t:raises("string or memory expected, got n", client.send, client)
  t:raises("bad argument", client.send, client, "hello", "x")
  t:raises("bad argument", client.send, client, "hello", 1, {})
end)

pair_case("a stream's buffer that is none", "pages, receive: memory expected, got TYPE", function(t, client)
  for _, value in ipairs { "text", 10, {}, true } do
    t:raises("memory expected, got " .. type(value), client.receive, client, value)
  end
  t:raises("memory expected, got n", client.receive, client)
  t:raises("bad argument", client.receive, client, memory.create(10), "x")
  t:raises("bad argument", client.receive, client, memory.create(10), 1, {})
end)

pair_case("receive suspends", "semantics, System: it suspends even when its result is at hand",
  function(t, client, server)
    network.succeeds(t, client:send("hello"))
    network.settle()
    local text
    local reader = t:start(function() text = network.read(server) end)
    t:status(reader, "suspended")
    network.settle()
    t:equal(text, "hello")
  end)

pair_case("a short send does not suspend", "semantics, System: send returns at once when all is taken",
  function(t, client, server)
    local result
    local sender = t:start(function() result = table.pack(client:send("hello")) end)
    t:status(sender, "dead")
    t:values(result, true)
    t:equal(network.take(t, server, 5), "hello")
  end)

pair_case("the end of a stream", "pages, receive: end: nil, end of file", function(t, client, server)
  network.succeeds(t, client:send("last words"))
  network.close(t, client)
  t:equal(network.take(t, server, 10), "last words")
  for _ = 1, 3 do network.fails(t, "end of file", server:receive(memory.create(10))) end
end)

pair_case("the end comes to who waits", "pages, receive: end: nil, end of file", function(t, client, server)
  local results
  local reader = t:start(function() results = table.pack(server:receive(memory.create(10))) end)
  network.settle()
  t:status(reader, "suspended")
  network.close(t, client)
  network.settle()
  t:values(results, nil, "end of file")
end)

pair_case("shutdown", "manual, shutdown: shuts down the write side", function(t, client, server)
  network.succeeds(t, client:send("half"))
  t:values(table.pack(client:shutdown()), true)
  t:equal(network.drain(t, server), "half")
  network.succeeds(t, server:send("other half"))
  network.close(t, server)
  t:equal(network.drain(t, client), "other half")
end)

pair_case("shutdown suspends", "pages: shutdown suspends always", function(t, client)
  local results
  local co = t:start(function() results = table.pack(client:shutdown()) end)
  t:status(co, "suspended")
  network.settle()
  t:values(results, true)
end)

pair_case("a send after shutdown", "pages, send: broken pipe, as libuv says", function(t, client, server)
  network.succeeds(t, client:shutdown())
  for _ = 1, 3 do network.fails(t, "broken pipe", client:send("too late")) end
  t:equal(network.drain(t, server), "")
end)

pair_case("shutdown twice", "manual, shutdown: otherwise nil plus an error message", function(t, client)
  network.succeeds(t, client:shutdown())
  local result, message = client:shutdown()
  t:equal(result, nil)
  t:equal(type(message), "string")
end)

pair_case("both sides shut down", "manual, shutdown", function(t, client, server)
  network.succeeds(t, client:shutdown())
  network.succeeds(t, server:shutdown())
  t:equal(network.drain(t, client), "")
  t:equal(network.drain(t, server), "")
end)

pair_case("shutdown after what was sent", "manual, shutdown: the write side", function(t, client, server)
  local data = ("0123456789abcdef"):rep(20000)
  local sender = t:start(function()
    network.succeeds(t, client:send(data))
    network.succeeds(t, client:shutdown())
  end)
  t:equal(network.drain(t, server), data)
  network.settle()
  t:status(sender, "dead")
end)

case("shutdown outside a coroutine", "semantics, System: unable to yield, before it does anything", function(t)
  local client, server
  network.together(t, function() client, server = network.pair(t) end)
  t:raises("unable to yield", client.shutdown, client)
  network.together(t, function()
    network.succeeds(t, client:send("still open"))
    t:equal(network.read(server), "still open")
  end)
  t:raises("unable to yield", client.send, client, "hello")
  t:raises("unable to yield", client.receive, client, memory.create(5))
  network.close(t, client, server)
end)

pair_case("a second stream reader", "pages, socket: already used", function(t, client, server)
  local text
  t:start(function() text = network.read(server) end)
  t:raises("already used", server.receive, server, memory.create(10))
  network.succeeds(t, client:send("one"))
  network.settle()
  t:equal(text, "one")
  network.succeeds(t, client:send("two"))
  t:equal(network.read(server), "two")
end)

pair_case("reader and writer at once", "pages, socket: second reader or writer only", function(t, client, server)
  local text
  t:start(function() text = network.read(client) end)
  network.succeeds(t, client:send("out"))
  t:equal(network.read(server), "out")
  network.succeeds(t, server:send("in"))
  network.settle()
  t:equal(text, "in")
end)

pair_case("reset by the peer", "semantics, System: libuv's own words", function(t, client, server)
  network.succeeds(t, client:send("never read"))
  network.settle()
  network.close(t, server)  -- with bytes unread: a reset
  network.settle()
  network.fails(t, "connection reset by peer", client:receive(memory.create(10)))
end)

pair_case("reset while somebody waits", "semantics, System: libuv's own words", function(t, client, server)
  local results
  t:start(function() results = table.pack(client:receive(memory.create(10))) end)
  network.succeeds(t, client:send("never read"))
  network.settle()
  network.close(t, server)
  network.settle()
  t:values(results, nil, "connection reset by peer")
end)

pair_case("sends to who is gone", "pages, send: SIGPIPE does not kill the program", function(t, client, server)
  network.close(t, server)
  local failures = 0
  for _ = 1, 10 do
    local result, message = client:send("hello?")
    if result == nil then
      failures = failures + 1
      t:ok(message == "broken pipe" or message == "connection reset by peer", message)
    else
      t:equal(result, true)
    end
    network.settle()
  end
  t:ok(failures >= 8, "sends to a closed peer succeed")
end)

pair_case("closed by oneself", "pages: methods of a closed socket", function(t, client, server)
  network.succeeds(t, client:send("bye"))
  network.close(t, client)
  network.fails(t, "closed", client:send("hello"))
  network.fails(t, "closed", client:receive(memory.create(1)))
  network.fails(t, "closed", client:shutdown())
  t:equal(network.drain(t, server), "bye")
end)

case("a socket that nothing holds while it reads", "semantics, System: schedules it to be resumed", function(t)
  network.together(t, function()
    local client, server = network.pair(t)
    local text
    do
      local reading = server
      t:start(function() text = network.read(reading) end)
    end
    server = nil
    collectgarbage()
    collectgarbage()
    network.succeeds(t, client:send("still there"))
    network.settle()
    t:equal(text, "still there")
    network.close(t, client)
  end)
end)

case("a reset after the end of file", "manual, receive: at its end, end of file", function(t)
  network.together(t, function()
    local client, server = network.pair(t)
    network.close(t, server)
    network.settle()
    network.succeeds(t, client:send("nobody reads this"))
    network.settle()
    for _ = 1, 2 do
      local buffer = memory.create(10)
      network.fails(t, "end of file", client:receive(buffer))
      network.fails(t, "broken pipe", client:send("nor this"))
    end
    network.close(t, client)
  end)
end)

case("to itself over one coroutine", "manual, send, receive", function(t)
  network.together(t, function()
    local client, server = network.pair(t)
    for round = 1, 100 do
      network.succeeds(t, client:send(("%04d"):format(round)))
      t:equal(network.take(t, server, 4), ("%04d"):format(round))
    end
    network.close(t, client, server)
    t:ok(got(t, system.socket("stream")):close())
  end)
end)

network.finish()
