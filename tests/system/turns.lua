-- Conformance of coutil.system: whose turn it is. Who receives has its result at hand and could go on at once; all
-- the same everybody else has the turns that a suspension gives them.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local memory = require "memory"
local system = require "coutil.system"
local case = network.case

local kSize = 8192
local kSuspends = "semantics, System: it suspends even when its result is at hand"

-- A stream on which `count` memories of kSize bytes have arrived, and its peer.
local function filled(t, count)
  local client, server = network.pair(t)
  network.succeeds(t, client:send(("x"):rep(count * kSize)))
  network.settle()
  return server, client
end

-- One receive, of some bytes at least.
local function take(t, socket, buffer)
  local count = network.got(t, socket:receive(buffer))
  t:ok(count > 0, "a receive gave nothing")
  return count
end

case("a turn for the ready between two receives", kSuspends, function(t)
  network.together(t, function()
    local socket, peer = filled(t, 8)
    local turns, stop = 0, false
    local other = t:start(function()
      while not stop do
        system.pause()
        turns = turns + 1
      end
    end)
    local buffer, before = memory.create(kSize), -1
    for _ = 1, 8 do
      take(t, socket, buffer)
      t:ok(turns > before, "the other coroutine had no turn")
      before = turns
    end
    stop = true
    system.pause()
    system.pause()
    t:status(other, "dead")
    network.close(t, socket, peer)
  end)
end)

case("who was woken goes on before the next receive", kSuspends, function(t)
  network.together(t, function()
    local socket, peer = filled(t, 8)
    local listed, buffer = {}, memory.create(kSize)
    for index = 1, 8 do
      t:start(function()
        system.pause()
        listed[#listed + 1] = index
      end)
      take(t, socket, buffer)
      t:equal(#listed, index, "coroutines that had their turn")
    end
    network.close(t, socket, peer)
  end)
end)

case("a timer that is due comes before the next receive", kSuspends, function(t)
  if network.simulated then return end  -- no time passes there while a program computes
  network.together(t, function()
    local socket, peer = filled(t, 8)
    local buffer = memory.create(kSize)
    for _ = 1, 8 do
      local expired = false
      t:start(function()
        system.pause(0.001)
        expired = true
      end)
      local begin = os.clock()
      repeat until os.clock() - begin > 0.004  -- of the processor's, so no less of the clock's
      take(t, socket, buffer)
      t:ok(expired, "a timer of 1 ms was not expired after 4 ms")
    end
    network.close(t, socket, peer)
  end)
end)

case("pauses count from the last receive", "semantics, System: pause counts from the last resume", function(t)
  if network.simulated then return end
  network.together(t, function()
    local socket, peer = filled(t, 4)
    local buffer, expired = memory.create(kSize), false
    take(t, socket, buffer)
    local begin = os.clock()
    repeat until os.clock() - begin > 0.05
    take(t, socket, buffer)  -- a new instant
    t:start(function()
      system.pause(0.04)
      expired = true
    end)
    take(t, socket, buffer)
    system.pause()
    t:equal(expired, false, "a pause of 40 ms ended at once: it counted from before the last receive")
    while not expired do system.pause(0.01) end
    network.close(t, socket, peer)
  end)
end)

case("step: one receive each", "manual, run: step resumes every ready coroutine once", function(t)
  local socket, peer
  network.together(t, function() socket, peer = filled(t, 6) end)
  local received, buffer = 0, memory.create(kSize)
  t:start(function()
    for _ = 1, 6 do
      take(t, socket, buffer)
      received = received + 1
    end
  end)
  for index = 1, 6 do
    t:equal(received, index - 1)
    system.run("step")
  end
  t:equal(received, 6)
  network.close(t, socket, peer)
end)

case("ready: one receive each", "manual, run: ready does not wait", function(t)
  local socket, peer
  network.together(t, function() socket, peer = filled(t, 6) end)
  local received, buffer = 0, memory.create(kSize)
  t:start(function()
    for _ = 1, 6 do
      take(t, socket, buffer)
      received = received + 1
    end
  end)
  local before = 0
  for _ = 1, 10000 do
    system.run("ready")
    t:ok(received - before <= 1, "several receives in one turn")
    before = received
  end
  t:equal(received, 6)
  network.close(t, socket, peer)
end)

case("halt holds at the next receive", "semantics, System: halt: run returns as soon as it suspends", function(t)
  local socket, peer
  network.together(t, function() socket, peer = filled(t, 6) end)
  local received, buffer = 0, memory.create(kSize)
  local reader = t:start(function()
    for index = 1, 6 do
      take(t, socket, buffer)
      received = received + 1
      if index % 2 == 0 then system.halt() end
    end
  end)
  for index = 2, 6, 2 do
    t:equal(system.run(), index < 6)
    t:equal(received, index)
    t:status(reader, index < 6 and "suspended" or "dead")
  end
  network.close(t, socket, peer)
end)

case("a receive in a coroutine that was resumed by hand", kSuspends, function(t)
  network.together(t, function()
    local socket, peer = filled(t, 8)
    local buffer, received = memory.create(kSize), 0
    take(t, socket, buffer)  -- from here on the socket is known to have more
    take(t, socket, buffer)
    local inner = coroutine.create(function()
      for _ = 1, 4 do
        take(t, socket, buffer)
        received = received + 1
      end
    end)
    t:resume(inner)
    t:equal(received, 0)
    t:status(inner, "suspended")
    while coroutine.status(inner) ~= "dead" do system.pause() end
    t:equal(received, 4)
    network.close(t, socket, peer)
  end)
end)

case("a wrapped coroutine that receives", "semantics, System: resumed by hand, it returns those values", function(t)
  network.together(t, function()
    local socket, peer = filled(t, 8)
    local buffer = memory.create(kSize)
    take(t, socket, buffer)
    take(t, socket, buffer)
    local inner = coroutine.wrap(function() return socket:receive(buffer) end)
    t:equal(inner(), nil, "it suspends")
    t:equal(inner("hand"), "hand", "it was resumed by hand, and not by the loop")
    take(t, socket, buffer)
    network.close(t, socket, peer)
  end)
end)

case("two streams in turn", "pages, socket: nobody is held up", function(t)
  network.together(t, function()
    local sockets, counts, buffers, readers, peers = {}, { 0, 0 }, {}, {}, {}
    for index = 1, 2 do
      sockets[index], peers[index] = filled(t, 100)
      buffers[index] = memory.create(kSize)
    end
    local least
    for index = 1, 2 do
      readers[index] = t:start(function()
        while counts[index] < 100 * kSize do
          counts[index] = counts[index] + take(t, sockets[index], buffers[index])
        end
        least = least or counts[3 - index] / counts[index]
      end)
    end
    while coroutine.status(readers[1]) ~= "dead" or coroutine.status(readers[2]) ~= "dead" do system.pause(0.001) end
    t:ok(least > 0.2, "the part of the other stream that came while one was received whole: " .. least)
    network.close(t, sockets[1], sockets[2], peers[1], peers[2])
  end)
end)

case("what comes for two at once is not waited for again", "pages, socket: nobody is held up", function(t)
  network.together(t, function()
    local first, first_peer = network.pair(t)
    local second, second_peer = network.pair(t)
    local late, got = false, nil
    for _ = 1, 5 do
      local clock = t:start(function()
        if system.pause(1.5) == true then late = true end
      end)
      local reader = t:start(function() got = network.read(second) end)
      network.succeeds(t, first_peer:send("one"))
      network.succeeds(t, second_peer:send("two"))
      t:equal(network.read(first), "one")
      while coroutine.status(reader) ~= "dead" do system.pause() end
      t:equal(got, "two")
      t:equal(late, false, "it waited for a timer though all had come")
      t:resume(clock)
    end
    network.close(t, first, first_peer, second, second_peer)
  end)
end)

case("what came for another keeps its place before what becomes ready later", "semantics, System: in their order",
  function(t)
    network.together(t, function()
      local a, a_peer = network.pair(t)
      local b, b_peer = network.pair(t)
      local log = {}
      local other = t:start(function()
        for _ = 1, 5 do
          network.read(b)
          log[#log + 1] = "B"
        end
      end)
      for _ = 1, 5 do
        network.succeeds(t, a_peer:send("x"))
        network.succeeds(t, b_peer:send("y"))
        network.read(a)
        log[#log + 1] = "A"
        system.pause()
        log[#log + 1] = "a"
        system.pause(0.02)
      end
      t:status(other, "dead")
      t:equal(table.concat(log):find("aB", 1, true), nil, "a later turn before B's: " .. table.concat(log))
      network.close(t, a, a_peer, b, b_peer)
    end)
  end)

case("sockets that come and go beside a large stream", "pages, socket: nobody is held up", function(t)
  if network.simulated then return end  -- messages take time there, and receives none
  network.together(t, function()
    local large, large_peer = filled(t, 150)
    local small, small_peer = network.pair(t)
    local buffer, came, taken = memory.create(4096), nil, 0
    t:start(function() came = network.read(small) end)
    for _ = 1, 2 do take(t, large, buffer) end
    network.succeeds(t, small_peer:send("?"))
    while not came and taken < 100 do
      take(t, large, buffer)
      taken = taken + 1
      for _ = 1, 20 do network.close(t, network.got(t, system.socket("stream"))) end
    end
    t:ok(taken <= 34, "receives of a large stream before the answer: " .. taken)
    network.close(t, large, large_peer, small, small_peer)
  end)
end)

case("a timer that comes due amid a receive goes first", kSuspends, function(t)
  if network.simulated then return end  -- no time passes there amid a receive
  network.together(t, function()
    local client, socket = network.pair(t)
    local size, small = 8 << 20, memory.create(4096)
    for _ = 1, 10 do
      t:start(function() network.succeeds(t, client:send(("x"):rep(size))) end)
      network.settle()
      local left = size - take(t, socket, small) - take(t, socket, small)
      local large, expired = memory.create(size), false
      left = left - take(t, socket, small)  -- a new instant, for creating took its time
      local begin = os.clock()
      local waiter = t:start(function() expired = system.pause(0.0002) end)
      left = left - take(t, socket, large)
      -- Of the processor's time, so no less of the clock's.
      t:ok(expired or os.clock() - begin < 0.0006, "a timer was due before the receive ended, and comes after it")
      while left > 0 do left = left - take(t, socket, large) end
      if coroutine.status(waiter) ~= "dead" then t:resume(waiter) end
    end
    network.close(t, client, socket)
  end)
end)

case("small messages beside a large stream", "pages, socket: nobody is held up", function(t)
  if network.simulated then return end  -- messages take time there, and receives none
  network.together(t, function()
    local large, large_peer = filled(t, 100)
    local small, small_peer = network.pair(t)
    local answered, taken, widest, stop = 0, 0, 0, false
    local client = t:start(function()
      while not stop do
        network.succeeds(t, small_peer:send("?"))
        t:equal(network.read(small_peer), "!")
        answered = answered + 1
        widest, taken = math.max(widest, taken), 0
      end
      network.close(t, small_peer)
    end)
    t:start(function()
      while network.read(small) == "?" do network.succeeds(t, small:send("!")) end
      network.close(t, small)
    end)
    local buffer = memory.create(kSize)
    for _ = 1, 100 do
      take(t, large, buffer)
      taken = taken + 1
    end
    stop = true
    while coroutine.status(client) ~= "dead" do system.pause(0.001) end
    t:ok(widest <= 70, "receives of a large stream between two answers: " .. widest)
    network.close(t, large, large_peer)
  end)
end)

case("small messages beside a stream that does not fill the memory", "pages, socket: nobody is held up", function(t)
  if network.simulated then return end  -- messages take time there, and receives none
  network.together(t, function()
    local large, large_peer = network.pair(t)
    local small, small_peer = network.pair(t)
    local buffer, came, taken = memory.create(kSize), nil, 0
    local part = ("x"):rep(kSize - 1)
    t:start(function() came = network.read(small) end)
    for _ = 1, 2 do
      network.succeeds(t, large_peer:send(part))
      take(t, large, buffer)
    end
    network.succeeds(t, small_peer:send("?"))
    while not came and taken < 100 do
      network.succeeds(t, large_peer:send(part))
      t:equal(take(t, large, buffer), #part)
      taken = taken + 1
    end
    t:ok(taken <= 34, "receives of the large stream before the answer: " .. taken)
    network.close(t, large, large_peer, small, small_peer)
  end)
end)

case("a stream that ends, or is reset, amid its receives", "pages, socket: receive, at its end", function(t)
  for _, reset in ipairs { false, true } do
    network.together(t, function()
      local socket, peer = filled(t, 3)
      if reset then network.succeeds(t, socket:send("never read, so that closing resets")) end
      network.settle()
      network.close(t, peer)
      network.settle()
      local buffer, received, count, message = memory.create(kSize), 0, nil, nil
      repeat
        count, message = socket:receive(buffer)
        if count then received = received + count end
      until not count
      t:ok(message == "end of file" or reset and message == "connection reset by peer", message)
      t:ok(received == 3 * kSize or message ~= "end of file", received .. " bytes came before the end")
      network.close(t, socket)
    end)
  end
end)

case("a signal that nobody awaits any more", "semantics, System: it has its default action again", function(t)
  network.together(t, function()
    local socket, peer = filled(t, 40)
    local buffer = memory.create(kSize)
    take(t, socket, buffer)
    t:start(function()
      system.pause()
      network.kill_at_once("USR1")
    end)
    t:equal(system.awaitsig("user1"), true)
    take(t, socket, buffer)
    if network.catches("USR1") ~= nil then t:equal(network.catches("USR1"), false) end
    network.close(t, socket, peer)
  end)
end)

case("bytes that came for one who had left", "pages, socket: nothing is lost", function(t)
  network.together(t, function()
    local client, socket = network.pair(t)
    local text = {}
    for index = 1, 7 do text[index] = (string.char(96 + index)):rep(kSize) end
    network.succeeds(t, client:send(table.concat(text)))
    network.settle()
    local buffer, received = memory.create(kSize), {}
    local function take_next()
      t:equal(socket:receive(buffer), kSize)
      received[#received + 1] = memory.tostring(buffer, 1, 1)
    end
    take_next()
    for _ = 1, 2 do
      local left = t:start(function() socket:receive(memory.create(2 * kSize)) end)
      system.pause()  -- what it waits for is there now, and its turn comes after this one
      t:resume(left, "hand")
      t:status(left, "dead")
      take_next()
      take_next()
      take_next()
    end
    t:equal(table.concat(received), "abcdefg", "the order of the bytes")
    network.close(t, client, socket)
  end)
end)

case("an end that is known comes before the next receive", "pages, socket: nobody is held up", function(t)
  network.together(t, function()
    local ended, peer = network.pair(t)
    network.close(t, peer)
    t:equal(select(2, network.read(ended)), "end of file")
    local socket, other_peer = filled(t, 4)
    local buffer, told = memory.create(kSize), nil
    take(t, socket, buffer)
    take(t, socket, buffer)
    t:start(function() told = select(2, network.read(ended)) end)
    take(t, socket, buffer)
    t:equal(told, "end of file", "the other one went on first")
    network.close(t, ended, socket, other_peer)
  end)
end)

case("an error after a receive at once", kSuspends, function(t)
  network.together(t, function()
    local socket, peer = filled(t, 4)
    local buffer = memory.create(kSize)
    take(t, socket, buffer)
    local ok, message = pcall(function()
      take(t, socket, buffer)
      error("mine", 0)
    end)
    t:equal(ok, false)
    t:equal(message, "mine")
    network.close(t, socket, peer)
  end)
end)

case("ranges of a memory", "manual, receive: from i to j", function(t)
  network.together(t, function()
    local client, socket = network.pair(t)
    local text = {}
    for index = 1, 6 do text[index] = (string.char(96 + index)):rep(kSize) end
    network.succeeds(t, client:send(table.concat(text)))
    network.settle()
    local buffer = memory.create(("-"):rep(3 * kSize))
    for index = 1, 6 do
      t:equal(socket:receive(buffer, kSize + 1, 2 * kSize), kSize)
      t:equal(memory.tostring(buffer) == ("-"):rep(kSize) .. text[index] .. ("-"):rep(kSize), true, "part " .. index)
    end
    network.close(t, client, socket)
  end)
end)

network.finish()
