-- Conformance of coutil.system: operations wherever a coroutine can wait: under pcall, in metamethods, iterators,
-- close handlers and coroutines of coroutines; and where it can't.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local event = require "coutil.event"
local memory = require "memory"
local promise = require "coutil.promise"
local spawn = require "coutil.spawn"
local system = require "coutil.system"
local case, got = network.case, network.got

-- A case with a datagram socket and a function that sends it a text.
local function socket_case(name, guards, body)
  case(name, guards, function(t)
    network.together(t, function()
      local a, b, _, there = network.datagrams(t)
      body(t, b, function(text) network.succeeds(t, a:send(text, 1, -1, there)) end)
      b:close()
      network.close(t, a)
    end)
  end)
end

socket_case("under pcall", "manual, receive: suspends the calling coroutine", function(t, socket, send)
  send("hello")
  local results = table.pack(pcall(socket.receive, socket, memory.create(10)))
  t:values(results, true, 5, false)
  results = table.pack(pcall(function()
    send("again")
    socket:receive(memory.create(10))
    error("after it", 0)
  end))
  t:values(results, false, "after it")
end)

socket_case("in a metamethod", "manual, receive: suspends the calling coroutine", function(t, socket, send)
  local object = setmetatable({}, {
    __index = function() return network.read(socket) end,
    __len = function() return #network.read(socket) end,
    __concat = function(_, text) return network.read(socket) .. text end,
  })
  send("index")
  t:equal(object.anything, "index")
  send("length")
  t:equal(#object, 6)
  send("con")
  t:equal(object .. "cat", "concat")
end)

socket_case("as an iterator", "manual, receive: suspends the calling coroutine", function(t, socket, send)
  for index = 1, 3 do send(tostring(index)) end
  send("end")
  for text in function() return network.read(socket) end do
    t:log(text)
    if text == "end" then break end
  end
  t:logged("1 2 3 end")
end)

socket_case("in a wrapped coroutine", "semantics, System: returns those values when resumed by hand",
  function(t, socket, send)
    local read = coroutine.wrap(function() return network.read(socket) end)
    t:values(table.pack(read()))  -- it waits
    send("for the wrapped one")
    network.settle()
    t:raises("dead coroutine", read)
  end)

socket_case("in a coroutine of a coroutine", "manual, receive: suspends the calling coroutine",
  function(t, socket, send)
    local text
    local outer = t:start(function()
      t:start(function() text = network.read(socket) end)
      event.await("outer")
    end)
    send("inner")
    network.settle()
    t:equal(text, "inner")
    t:status(outer, "suspended")
    event.emitone("outer")
  end)

socket_case("where one can't wait", "semantics, System: unable to yield, where it can't", function(t, socket, send)
  send("untouched")
  local function each()
    t:raises("unable to yield", socket.receive, socket, memory.create(10))
    t:raises("unable to yield", socket.send, socket, "text", 1, -1, socket:getaddress())
    t:raises("unable to yield", system.awaitsig, "user1")
    t:raises("unable to yield", system.findaddr, "localhost", 80)
    t:raises("unable to yield", system.execute, network.programs.succeeds)
  end
  table.sort({ 1, 2 }, function(a, b)
    each()
    return a < b
  end)
  local _ = ("x"):gsub("x", each)
  t:equal(network.read(socket), "untouched")
end)

socket_case("a to-be-closed socket of who is closed", "pages, socket: __close; its operation is cancelled",
  function(t)
    local kept
    local waiter = t:start(function()
      local socket <close> = network.bound(t, "datagram")
      kept = socket
      socket:receive(memory.create(10))
    end)
    t:values(table.pack(coroutine.close(waiter)), true)
    t:equal(tostring(kept), "udp (closed)")
  end)

socket_case("a close handler that waits", "semantics, System: suspends the calling coroutine", function(t, socket, send)
  local waiter = t:start(function()
    local _ <close> = setmetatable({}, { __close = function() t:log(network.read(socket)) end })
    t:log("body")
  end)
  t:status(waiter, "suspended")
  send("handler")
  network.settle()
  t:status(waiter, "dead")
  t:logged("body handler")
end)

socket_case("a close handler of who is closed closes more", "pages, close", function(t, socket)
  local other = network.bound(t, "datagram")
  local result
  t:start(function() result = table.pack(other:receive(memory.create(10))) end)
  local waiter = t:start(function()
    local _ <close> = setmetatable({}, { __close = function() other:close() end })
    socket:receive(memory.create(10))
  end)
  coroutine.close(waiter)
  network.settle()
  t:values(result, nil, "closed")
end)

socket_case("an error while a to-be-closed socket is open", "pages, socket: __close", function(t, socket, send)
  local kept
  t:start(function()
    local mine <close> = network.bound(t, "datagram")
    kept = mine
    network.read(socket)
    error("oops", 0)
  end)
  send("go on")
  network.settle()
  t:equal(tostring(kept), "udp (closed)")
  t:equal(t:caught()[1][1], "oops")
end)

socket_case("who waits is resumed by who is resumed", "semantics, System: resumed by hand, it returns those values",
  function(t, socket, send)
    local sockets, waiters = {}, {}
    for index = 1, 5 do
      sockets[index] = network.bound(t, "datagram")
      waiters[index] = t:start(function()
        local value = sockets[index]:receive(memory.create(1))
        t:log(value)
        if waiters[index - 1] then t:resume(waiters[index - 1], value + 1) end
      end)
    end
    t:start(function()
      network.read(socket)
      t:resume(waiters[5], 10)
    end)
    send("begin")
    network.settle()
    t:logged("10 11 12 13 14")
    network.close(t, table.unpack(sockets))
  end)

socket_case("results through a promise and an event", "manual: the modules work together", function(t, socket, send)
  local claim, fulfill = promise.create()
  t:start(function() fulfill(network.read(socket)) end)
  t:start(function() t:log(claim()) end)
  send("promised")
  t:equal(claim(), "promised")
  network.settle()
  t:logged("promised")
  spawn.trap(function(ok, text)
    t:log(tostring(ok) .. text)
    event.emitone("trapped")
  end, network.read, socket)
  send("trapped")
  event.await("trapped")
  t:logged("truetrapped")
end)

case("run called by a coroutine", "manual, run: resumes scheduled coroutines", function(t)
  local a, b, _, there = network.datagrams(t)
  local text
  t:start(function() text = network.read(b) end)
  local co = t:start(function()
    network.succeeds(t, a:send("within", 1, -1, there))
    t:equal(system.run(), false)
    t:equal(text, "within")
  end)
  t:status(co, "dead")
  network.close(t, a, b)
end)

case("errors in several operations", "semantics, Errors: an error is never lost", function(t)
  local a, b, _, there = network.datagrams(t)
  t:start(function()
    network.read(b)
    error("from the reader", 0)
  end)
  t:start(function()
    system.execute(network.programs.succeeds)
    error("from the process", 0)
  end)
  t:start(function() network.succeeds(t, a:send("go", 1, -1, there)) end)
  t:equal(system.run(), false)
  local errors, words = t:caught(), {}
  t:equal(#errors, 2)
  for _, err in ipairs(errors) do words[err[1]] = true end
  t:ok(words["from the reader"] and words["from the process"])
  network.close(t, a, b)
end)

case("step resumes each that is ready once", "manual, run: step", function(t)
  local a, b, here, there = network.datagrams(t)
  t:start(function()
    for _ = 1, 3 do t:log(network.read(a)) end
  end)
  t:start(function()
    for _ = 1, 3 do t:log(network.read(b)) end
  end)
  t:start(function()
    for index = 1, 3 do
      network.succeeds(t, a:send("b" .. index, 1, -1, there))
      network.succeeds(t, b:send("a" .. index, 1, -1, here))
    end
  end)
  local steps = 0
  repeat
    steps = steps + 1
    local words = #t.words
    local more = system.run("step")
    t:ok(#t.words - words <= 2, "one was resumed twice in a step")
    t:ok(#t.words > words, "a step in which nobody was resumed")
  until not more
  t:ok(steps >= 3)
  t:equal(#t.words, 6)
  t.words = {}
  network.close(t, a, b)
end)

case("many who wait", "manual, run: until there are no more scheduled coroutines", function(t)
  network.together(t, function()
    local sockets, count = {}, 0
    for index = 1, 500 do
      sockets[index] = network.bound(t, "datagram")
      t:start(function()
        local value = network.read(sockets[index])
        t:equal(value, "to " .. index)
        count = count + 1
      end)
    end
    local sender = got(t, system.socket("datagram"))
    for index = 500, 1, -1 do
      network.succeeds(t, sender:send("to " .. index, 1, -1, sockets[index]:getaddress()))
    end
    while count < 500 do system.pause(0.001) end
    network.close(t, sender, table.unpack(sockets))
  end)
end)

network.finish()
