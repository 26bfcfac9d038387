-- Conformance of coutil.system: socket operations that are left, by a resume by hand, a close of the coroutine,
-- of the socket, or the collector.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local memory = require "memory"
local event = require "coutil.event"
local system = require "coutil.system"
local case, got = network.case, network.got

local kHand = "semantics, System: resumed by hand, it returns those values; its operation is cancelled"

-- Kinds of receivers: a function that gives a reader, a function that sends to it, and what closes both.
local kReceivers = {
  stream = function(t)
    local client, server = network.pair(t)
    return server, function(data) network.succeeds(t, client:send(data)) end, client
  end,
  datagram = function(t)
    local a, b, _, there = network.datagrams(t)
    return b, function(data) network.succeeds(t, a:send(data, 1, -1, there)) end, a
  end,
}

for kind, open in network.sorted(kReceivers) do
  local function receiver_case(name, guards, body)
    case(name .. ", " .. kind, guards, function(t)
      network.together(t, function()
        local reader, send, writer = open(t)
        body(t, reader, send)
        reader:close()
        network.close(t, writer)
      end)
    end)
  end

  receiver_case("receive resumed by hand", kHand, function(t, reader)
    local results
    local waiter = t:start(function()
      results = table.pack(reader:receive(memory.create(10)))
      event.await("on")
    end)
    t:resume(waiter, "hand", nil, 7, nil)
    t:values(results, "hand", nil, 7, nil)
    network.settle()
    t:status(waiter, "suspended")
    event.emitone("on")
    t:status(waiter, "dead")
  end)

  receiver_case("nothing is lost to who was resumed", "pages, socket: bytes that had arrived stay",
    function(t, reader, send)
      local waiter = t:start(function() reader:receive(memory.create(10)) end)
      t:resume(waiter)
      send("kept")
      network.settle()
      t:equal(network.read(reader), "kept")
    end)

  receiver_case("resumed by hand while the data comes", "pages, socket: bytes not handed over yet stay",
    function(t, reader, send)
      for turns = 0, 6 do
        local text
        local waiter = t:start(function()
          local buffer = memory.create(10)
          local count = reader:receive(buffer)
          text = count and memory.tostring(buffer, 1, count)
        end)
        send("data " .. turns)
        for _ = 1, turns do system.pause() end
        if coroutine.status(waiter) == "suspended" then
          t:resume(waiter, nil)
          text = network.read(reader)
        end
        t:equal(text, "data " .. turns)
      end
    end)

  receiver_case("resumed by who runs before in the round", "pages, socket: bytes not handed over yet stay",
    function(t, reader, send)
      -- Each of those that pause tries to resume the reader by hand in the very round in which it is ready.
      for _ = 1, 10 do
        local by_hand, text = false, nil
        local waiter = t:start(function()
          local buffer = memory.create(10)
          local count = reader:receive(buffer)
          if count then text = memory.tostring(buffer, 1, count) else by_hand = true end
        end)
        local helpers = 0
        for index = 1, 4 do
          t:start(function()
            for _ = 1, index do system.pause() end
            helpers = helpers + 1
            if index == 2 then send("data") end
            if index == 3 and coroutine.status(waiter) == "suspended" then t:resume(waiter, nil) end
          end)
        end
        while helpers < 4 do system.pause() end
        network.settle()
        if by_hand then text = network.read(reader) end
        t:equal(text, "data")
      end
    end)

  receiver_case("another operation at once", "pages, receive: who is resumed by hand may start another at once",
    function(t, reader, send)
      local texts = {}
      local waiter = t:start(function()
        for index = 1, 10 do
          texts[index] = network.read(reader)
        end
      end)
      for index = 1, 9 do
        t:resume(waiter, nil, "hand " .. index)
        t:status(waiter, "suspended")
      end
      send("tenth")
      network.settle()
      t:status(waiter, "dead")
      t:equal(texts[10], "tenth")
      for index = 1, 9 do t:equal(texts[index], nil) end
    end)

  receiver_case("another reader at once", "pages, socket: already used only while one waits", function(t, reader, send)
    local waiter = t:start(function() reader:receive(memory.create(10)) end)
    t:raises("already used", reader.receive, reader, memory.create(10))
    t:resume(waiter)
    local text
    local other = t:start(function() text = network.read(reader) end)
    t:status(other, "suspended")
    send("for the other")
    network.settle()
    t:equal(text, "for the other")
  end)

  receiver_case("the coroutine that reads is closed", "semantics, System: its operation is cancelled",
    function(t, reader, send)
      for _ = 1, 5 do
        local waiter = t:start(function() reader:receive(memory.create(10)) end)
        t:equal(coroutine.close(waiter), true)
      end
      send("kept")
      network.settle()
      t:equal(network.read(reader), "kept")
    end)

  receiver_case("closed while the data comes", "pages, socket: bytes not handed over yet stay",
    function(t, reader, send)
      for turns = 0, 6 do
        local text
        local waiter = t:start(function() text = network.read(reader) end)
        send("data " .. turns)
        for _ = 1, turns do system.pause() end
        if coroutine.status(waiter) == "suspended" then
          coroutine.close(waiter)
          text = network.read(reader)
        end
        t:equal(text, "data " .. turns)
      end
    end)

  receiver_case("the socket is closed", "pages, close: awaiting coroutines are woken with nil, closed",
    function(t, reader)
      local results
      local waiter = t:start(function() results = table.pack(reader:receive(memory.create(10))) end)
      network.succeeds(t, reader:close())
      t:status(waiter, "suspended", "close resumes nobody itself: the reader")
      network.settle()
      t:status(waiter, "dead")
      t:values(results, nil, "closed")
    end)

  receiver_case("the socket is closed by its reader's own hand", "pages, close: nil, closed", function(t, reader, send)
    local results
    local waiter = t:start(function()
      reader:receive(memory.create(10))
      results = table.pack(reader:close())
    end)
    send("data")
    network.settle()
    t:status(waiter, "dead")
    t:values(results, true)
  end)

  receiver_case("resumed by hand after the socket was closed", kHand, function(t, reader)
    local results
    local waiter = t:start(function()
      results = table.pack(reader:receive(memory.create(10)))
      event.await("on")
    end)
    network.succeeds(t, reader:close())
    t:resume(waiter, "hand")
    t:values(results, "hand")
    network.settle()
    t:status(waiter, "suspended")
    event.emitone("on")
  end)

  receiver_case("closed while the data is there", "pages, close: nil, closed", function(t, reader, send)
    local results
    local waiter = t:start(function() results = table.pack(reader:receive(memory.create(10))) end)
    send("data")
    reader:close()
    network.settle()
    t:status(waiter, "dead")
    t:ok(results[1] == 4 or results[1] == nil and results[2] == "closed", "the data or the end")
  end)

  receiver_case("an error in the reader", "semantics, Errors", function(t, reader, send)
    t:start(function()
      reader:receive(memory.create(10))
      error("after reading", 0)
    end)
    send("data")
    network.settle()
    local errors = t:caught()
    t:equal(#errors, 1)
    t:equal(errors[1][1], "after reading")
    send("more")
    t:equal(network.read(reader), "more")
  end)
end

case("run says that one reads", "manual, run: returns true if there are scheduled coroutines", function(t)
  local a, b, _, there = network.datagrams(t)
  local text
  local waiter = t:start(function() text = network.read(b) end)
  t:equal(system.run("ready"), true)
  t:equal(system.run("ready"), true)
  t:status(waiter, "suspended")
  network.together(t, function() network.succeeds(t, a:send("data", 1, -1, there)) end, network.settle)
  t:equal(text, "data")
  t:equal(system.run(), false)
  network.close(t, a, b)
end)

case("halted while one reads", "manual, halt: run returns prematurely", function(t)
  local a, b, _, there = network.datagrams(t)
  local text
  local waiter = t:start(function() text = network.read(b) end)
  t:start(function()
    system.pause()
    system.halt()
  end)
  t:equal(system.run(), true)
  t:status(waiter, "suspended")
  t:start(function() network.succeeds(t, a:send("data", 1, -1, there)) end)
  t:equal(system.run(), false)
  t:equal(text, "data")
  network.close(t, a, b)
end)

case("step waits for data", "manual, run: step waits to resume at least one", function(t)
  local a, b, _, there = network.datagrams(t)
  local text
  t:start(function() text = network.read(b) end)
  t:start(function() network.succeeds(t, a:send("data", 1, -1, there)) end)
  t:equal(system.run("step"), false)
  t:equal(text, "data")
  network.close(t, a, b)
end)

case("a socket and its reader are forgotten", "semantics, System: who is scheduled stays", function(t)
  local waiter
  do
    local socket = network.bound(t, "datagram")
    waiter = t:start(function() socket:receive(memory.create(10)) end)
  end
  collectgarbage()
  collectgarbage()
  t:equal(system.run("ready"), true, "who waits for data is scheduled")
  coroutine.close(waiter)
end)

case("close wakes the reader and the writer", "pages, close: awaiting coroutines are woken", function(t)
  network.together(t, function()
    local client, server = network.pair(t)
    local sender, progress = network.fill(t, client)
    local results
    local reader = t:start(function() results = table.pack(client:receive(memory.create(10))) end)
    network.close(t, client)
    network.settle()
    t:status(sender, "dead")
    t:status(reader, "dead")
    t:equal(progress.message, "closed")
    t:values(results, nil, "closed")
    network.close(t, server)
  end)
end)

case("a reader is left while the writer waits", "semantics, System: its operation is cancelled", function(t)
  network.together(t, function()
    local client, server = network.pair(t)
    local _, progress = network.fill(t, client)
    local reader = t:start(function() client:receive(memory.create(10)) end)
    t:resume(reader)
    progress.stop = true
    network.take(t, server, progress.sent + 65536)
    network.succeeds(t, server:send("answer"))
    t:equal(network.read(client), "answer")
    network.close(t, client, server)
  end)
end)

case("shutdown resumed by hand", kHand, function(t)
  network.together(t, function()
    local client, server = network.pair(t)
    local results
    local co = t:start(function() results = table.pack(client:shutdown()) end)
    t:resume(co, "hand")
    t:values(results, "hand")
    network.close(t, client)
    t:equal(network.drain(t, server), "")
    network.close(t, server)
  end)
end)

case("an orphaned send and a closed socket", "semantics, System: nothing stays open", function(t)
  network.together(t, function()
    local client, server = network.pair(t)
    local sender = network.fill(t, client)
    t:resume(sender, nil, "hand")
    network.close(t, client)
    network.settle()
    network.close(t, server)
  end)
end)

case("orphaned operations do not keep run going", "manual, run: until nothing is scheduled", function(t)
  local client, server
  network.together(t, function() client, server = network.pair(t) end)
  local sender = t:start(function() client:send(("x"):rep(8 << 20)) end)
  t:status(sender, "suspended")
  coroutine.close(sender)
  t:equal(system.run("ready"), false)
  t:equal(system.run(), false)
  network.close(t, client, server)
end)

case("an accept given up after its socket was closed", "semantics, System: nothing stays open", function(t)
  for _, give_up in ipairs {
    coroutine.close,
    function(accepter) t:resume(accepter, "hand") end,
    function() network.settle() end,
  } do
    network.together(t, function()
      local server, address = network.listener(t)
      local client = got(t, system.socket("stream"))
      network.succeeds(t, client:connect(address))
      network.settle()  -- so that the connection is at hand
      local result
      local accepter = t:start(function() result = table.pack(server:accept()) end)
      t:status(accepter, "suspended")
      network.close(t, server)
      give_up(accepter)
      t:status(accepter, "dead")
      if give_up ~= coroutine.close and result[1] ~= "hand" then network.fails(t, "closed", table.unpack(result)) end
      network.close(t, client)
    end)
  end
end)

case("the wait for a closed socket inside of it", "pages, close: idempotent", function(t)
  network.together(t, function()
    local socket = got(t, system.socket("listen"))
    network.succeeds(t, socket:listen(5))
    local results = {}
    local waiter = t:start(function()
      results[1] = table.pack(socket:accept())
      results[2] = table.pack(socket:accept())
      results[3] = table.pack(socket:close())
    end)
    network.close(t, socket)
    network.settle()
    t:status(waiter, "dead")
    t:values(results[1], nil, "closed")
    t:values(results[2], nil, "closed")
    t:values(results[3], false)
  end)
end)

network.finish()
