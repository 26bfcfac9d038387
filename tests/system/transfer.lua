-- Conformance of coutil.system: large transfers, back pressure, giving way, and memories that are in use.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local memory = require "memory"
local system = require "coutil.system"
local case = network.case

local function pair_case(name, guards, body)
  case(name, guards, function(t)
    network.together(t, function()
      local client, server = network.pair(t)
      body(t, client, server)
      client:close()
      server:close()
    end)
  end)
end

-- Text in which every place differs from its neighbours.
local function numbered(size)
  local parts = {}
  for index = 1, size // 8 + 1 do parts[index] = ("%07d,"):format(index) end
  return table.concat(parts):sub(1, size)
end

pair_case("megabytes in one send", "manual, send: in case of success true", function(t, client, server)
  local data = numbered(8 << 20)
  local result
  t:start(function()
    result = table.pack(client:send(data))
    network.close(t, client)
  end)
  t:equal(network.drain(t, server) == data, true, "all bytes in order")
  t:values(result, true)
end)

pair_case("megabytes from a memory", "manual, send: a memory is not converted to a string", function(t, client, server)
  local data = numbered(4 << 20)
  local result
  t:start(function()
    result = table.pack(client:send(memory.create(data), 3, -5))
    network.close(t, client)
  end)
  t:equal(network.drain(t, server) == data:sub(3, -5), true, "all bytes in order")
  t:values(result, true)
end)

pair_case("sends of every size", "manual, send", function(t, client, server)
  local data = numbered(1 << 20)
  t:start(function()
    local from, size = 1, 1
    while from <= #data do
      network.succeeds(t, client:send(data, from, from + size - 1))
      from = from + size
      size = size * 7 % 65521
    end
    network.close(t, client)
  end)
  t:equal(network.drain(t, server, 10007) == data, true, "all bytes in order")
end)

pair_case("both directions at once", "pages, socket: one reader and one writer", function(t, client, server)
  local data = numbered(2 << 20)
  for _, socket in ipairs { client, server } do
    t:start(function()
      network.succeeds(t, socket:send(data))
      network.succeeds(t, socket:shutdown())
    end)
  end
  local other
  local reader = t:start(function() other = network.drain(t, server) end)
  t:equal(network.drain(t, client) == data, true)
  while coroutine.status(reader) ~= "dead" do network.settle() end
  t:equal(other == data, true)
end)

pair_case("a peer that does not read", "semantics, System: send suspends rather than fill memory",
  function(t, client, server)
    local sender, progress = network.fill(t, client)
    t:ok(progress.sent < 64 << 20, "64 megabytes were taken for a peer that reads nothing")
    t:status(sender, "suspended")
    progress.stop = true
    local count = #network.take(t, server, progress.sent + 65536)
    network.settle()
    t:status(sender, "dead")
    t:equal(progress.sent, count)
  end)

pair_case("what waits in send holds nothing else up", "semantics, System: who waits is not in the way",
  function(t, client, server)
    local sender, progress = network.fill(t, client)
    local other, peer = network.pair(t)
    network.succeeds(t, other:send("hello"))
    t:equal(network.read(peer), "hello")
    network.close(t, other, peer)
    t:status(sender, "suspended")
    progress.stop = true
    network.take(t, server, progress.sent + 65536)
  end)

pair_case("a second writer", "pages, socket: already used", function(t, client, server)
  local sender, progress = network.fill(t, client)
  t:raises("already used", client.send, client, "more")
  progress.stop = true
  network.take(t, server, progress.sent + 65536)
  network.settle()
  t:status(sender, "dead")
  network.succeeds(t, client:send("more"))
  t:equal(network.read(server), "more")
end)

pair_case("who waits in send can read", "pages, socket: second reader or writer only", function(t, client, server)
  local _, progress = network.fill(t, client)
  network.succeeds(t, server:send("answer"))
  t:equal(network.read(client), "answer")
  progress.stop = true
  network.take(t, server, progress.sent + 65536)
end)

pair_case("closed while it waits in send", "pages, close: woken with nil, closed", function(t, client)
  local sender, progress = network.fill(t, client)
  network.close(t, client)
  network.settle()
  t:status(sender, "dead")
  t:equal(progress.ok, nil)
  t:equal(progress.message, "closed")
end)

pair_case("the peer closes while it waits in send", "semantics, System: libuv's own words", function(t, client, server)
  local sender, progress = network.fill(t, client)
  network.close(t, server)
  network.settle()
  t:status(sender, "dead")
  t:equal(progress.ok, nil)
  t:ok(progress.message == "connection reset by peer" or progress.message == "broken pipe", progress.message)
end)

case("32 sends in a row, then a turn", "pages, send: gives way at the 33rd immediate send in a row", function(t)
  local seen, sent = nil, 0
  network.together(t, function()
    local client, server = network.pair(t)
    t:start(function()
      system.pause()
      seen = sent
    end)
    for _ = 1, 40 do
      network.succeeds(t, client:send("x"))
      sent = sent + 1
    end
    t:equal(network.take(t, server, 40), ("x"):rep(40))
    network.close(t, client, server)
  end)
  t:equal(seen, 32, "sends before another had its turn")
end)

case("who only sends does not hold up the others", "semantics, System: gives way after 32 in a row", function(t)
  local turns = {}
  network.together(t, function()
    local client, server = network.pair(t)
    local sent, stop = 0, false
    t:start(function()
      repeat
        turns[#turns + 1] = sent
        system.pause()
      until stop
    end)
    for _ = 1, 400 do
      network.succeeds(t, client:send("x"))
      sent = sent + 1
    end
    stop = true
    t:equal(network.take(t, server, 400), ("x"):rep(400))
    network.close(t, client, server)
  end)
  t:ok(#turns >= 12, "turns of another coroutine during 400 sends: " .. #turns)
  for index = 2, #turns do t:ok(turns[index] - turns[index - 1] <= 33, "more than 33 sends between two turns") end
end)

case("who sends to several sockets gives way too", "semantics, System: gives way after 32 in a row", function(t)
  local turns, sent = 0, 0
  network.together(t, function()
    local client, server = network.pair(t)
    local other, peer = network.pair(t)
    local stop = false
    t:start(function()
      repeat
        system.pause()
        turns = turns + 1
      until stop
    end)
    for _ = 1, 100 do
      network.succeeds(t, client:send("x"))
      network.succeeds(t, other:send("y"))
      sent = sent + 2
    end
    stop = true
    network.close(t, client, server, other, peer)
  end)
  t:ok(turns >= 3, ("%d sends and %d turns for others"):format(sent, turns))
end)

pair_case("who gave way and was resumed by hand", "semantics, System: resumed by hand, returns those values",
  function(t, client, server)
    local results, sent = nil, 0
    local sender = t:start(function()
      repeat
        results = table.pack(client:send("x"))
        sent = sent + 1
      until results[1] ~= true
    end)
    t:equal(sent, 32)
    t:status(sender, "suspended")
    t:resume(sender, "hand", nil)
    t:values(results, "hand", nil)
    t:status(sender, "dead")
    network.succeeds(t, client:shutdown())
    local text = network.drain(t, server)
    t:ok(text == ("x"):rep(33) or text == ("x"):rep(32), #text .. " bytes came")
  end)

pair_case("a memory that receives can't be resized", "semantics, System: a memory in use can't be resized",
  function(t, client, server)
    local buffer = memory.create()
    memory.resize(buffer, 100)
    local count
    local reader = t:start(function() count = server:receive(buffer) end)
    t:raises("in use", memory.resize, buffer, 200)
    t:raises("in use", memory.resize, buffer, 0)
    t:equal(memory.len(buffer), 100)
    network.succeeds(t, client:send("hello"))
    network.settle()
    t:status(reader, "dead")
    t:equal(count, 5)
    memory.resize(buffer, 5)
    t:equal(memory.tostring(buffer), "hello")
  end)

pair_case("a memory that is left can be resized", "semantics, System: its operation is cancelled",
  function(t, client, server)
    local buffer = memory.create()
    memory.resize(buffer, 100)
    local reader = t:start(function() server:receive(buffer) end)
    t:resume(reader, nil, "hand")
    memory.resize(buffer, 3)
    reader = t:start(function() server:receive(buffer) end)
    coroutine.close(reader)
    memory.resize(buffer, 8)
    network.succeeds(t, client:send("hello"))
    t:equal(network.read(server), "hello")
    t:equal(memory.tostring(buffer), ("\0"):rep(8), "what was left is not written to")
  end)

pair_case("a memory of a socket that was closed", "semantics, System: a memory in use can't be resized",
  function(t, _, server)
    local buffer = memory.create()
    memory.resize(buffer, 100)
    local reader = t:start(function() server:receive(buffer) end)
    network.close(t, server)
    network.settle()
    t:status(reader, "dead")
    memory.resize(buffer, 3)
  end)

pair_case("a memory being sent can't be resized", "semantics, System: a memory in use can't be resized",
  function(t, client, server)
    local buffer = memory.create()
    memory.resize(buffer, 8 << 20, "abc")
    local result
    local sender = t:start(function() result = table.pack(client:send(buffer)) end)
    t:status(sender, "suspended")
    t:raises("in use", memory.resize, buffer, 0)
    t:equal(network.take(t, server, 8 << 20) == memory.tostring(buffer), true)
    network.settle()
    t:values(result, true)
    memory.resize(buffer, 0)
  end)

pair_case("a send that was left goes on", "semantics, System: a send that began goes on, its memory stays pinned",
  function(t, client, server)
    local buffer = memory.create()
    memory.resize(buffer, 8 << 20, "0123456789")
    local expected, results = memory.tostring(buffer), nil
    local sender = t:start(function() results = table.pack(client:send(buffer)) end)
    t:status(sender, "suspended")
    t:resume(sender, "hand")
    t:values(results, "hand")
    t:raises("in use", memory.resize, buffer, 0)
    network.settle()
    t:raises("in use", memory.resize, buffer, 0)
    t:equal(network.take(t, server, 8 << 20) == expected, true, "all bytes in order")
    network.settle()
    memory.resize(buffer, 0)
    network.succeeds(t, client:send("more"))
    t:equal(network.read(server), "more")
  end)

pair_case("a sender that is closed", "semantics, System: a send that began goes on", function(t, client, server)
  local data = numbered(8 << 20)
  local sender = t:start(function() client:send(data) end)
  t:status(sender, "suspended")
  coroutine.close(sender)
  t:equal(network.take(t, server, #data) == data, true, "all bytes in order")
end)

pair_case("what a send uses is not collected", "semantics, System: nor collected", function(t, client, server)
  local results
  local sender = t:start(function()
    local buffer = memory.create()
    memory.resize(buffer, 6 << 20, "0123456789")
    results = table.pack(client:send(buffer))
  end)
  t:resume(sender, "hand")
  t:values(results, "hand")
  local text = t:start(function() client:send(("abcdefghij"):rep(1 << 19)) end)
  if coroutine.status(text) == "suspended" then coroutine.close(text) end
  text, sender = nil, nil
  for _ = 1, 3 do
    collectgarbage()
    local _ = ("z"):rep(6 << 20)
  end
  local came = network.take(t, server, 6 << 20)
  t:equal(came == ("0123456789"):rep(700000):sub(1, 6 << 20), true, "the bytes that were handed over")
end)

pair_case("what a receive uses is not collected", "semantics, System: nor collected", function(t, client, server)
  local count
  t:start(function() count = server:receive(memory.create(1 << 20)) end)
  for _ = 1, 3 do
    collectgarbage()
    local _ = ("z"):rep(1 << 20)
  end
  network.succeeds(t, client:send("hello"))
  network.settle()
  t:equal(count, 5)
end)

pair_case("a memory that two use", "semantics, System: a memory in use can't be resized", function(t, client, server)
  local buffer = memory.create()
  memory.resize(buffer, 10)
  local other, peer = network.pair(t)
  t:start(function() server:receive(buffer, 1, 5) end)
  local second = t:start(function() peer:receive(buffer, 6) end)
  t:raises("in use", memory.resize, buffer, 0)
  network.succeeds(t, client:send("abcde"))
  network.settle()
  t:raises("in use", memory.resize, buffer, 0)
  t:resume(second)
  memory.resize(buffer, 5)
  t:equal(memory.tostring(buffer), "abcde")
  network.close(t, other, peer)
end)

pair_case("one memory for many", "semantics, System: a memory in use", function(t, client, server)
  -- One for the reads of one socket and the sends of another: nothing forbids that.
  local buffer = memory.create("0123456789")
  local other, peer = network.pair(t)
  local count
  t:start(function() count = server:receive(buffer, 6) end)
  t:start(function() peer:receive(buffer, 1, 5) end)
  network.succeeds(t, other:send("abcde"))
  network.succeeds(t, client:send(buffer, 1, 0))
  network.succeeds(t, client:send("fghij"))
  network.settle()
  t:equal(count, 5)
  t:equal(memory.tostring(buffer), "abcdefghij")
  network.close(t, other, peer)
end)

pair_case("requests smaller than the memory, one by one, then in a row", "manual, receive", function(t, client, server)
  local kRequest, kAnswered, kAll = 5000, 50, 100
  local data = numbered(kAll * kRequest)
  local received, answers = {}, 0
  local reader = t:start(function()
    local buffer, taken = memory.create(3 * kRequest), 0
    while taken < #data do
      local count = network.got(t, server:receive(buffer))
      received[#received + 1] = memory.tostring(buffer, 1, count)
      taken = taken + count
      while answers < math.min(taken // kRequest, kAnswered) do
        network.succeeds(t, server:send("!"))
        answers = answers + 1
      end
    end
  end)
  for index = 1, kAll do
    network.succeeds(t, client:send(data:sub((index - 1) * kRequest + 1, index * kRequest)))
    if index <= kAnswered then t:equal(network.take(t, client, 1), "!") end
  end
  while coroutine.status(reader) ~= "dead" do system.pause(0.001) end
  t:equal(answers, kAnswered)
  t:ok(table.concat(received) == data, "other bytes came than were sent")
end)

network.finish()
