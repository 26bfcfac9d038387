-- Recording that begins and ends in the midst of operations: nothing of what they do changes, and what was recorded
-- holds. recorded.lua [FILE] records into that file.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local memory = require "memory"
local system = require "coutil.system"
local trace = require "coutil.trace"
local case = network.case

local path = arg[1]

-- All kinds of operations under way at once; `change` is called in their midst.
local function amid(t, change)
  local client, server = network.pair(t)
  local listener, address = network.listener(t)
  local a, b, _, there = network.datagrams(t)
  local sender, progress = network.fill(t, client)
  t:start(function() t:log(network.read(b)) end)
  t:start(function() t:log(#network.take(t, client, 5)) end)
  t:start(function()
    local accepted = network.got(t, listener:accept())
    t:log("accepted")
    network.close(t, accepted)
  end)
  local left = t:start(function() system.awaitsig("user1") end)
  local waiting = t:start(function() system.awaitsig("winresize") end)
  local search = t:start(function() system.findaddr("127.0.0.1", 80, "4") end)
  change()
  network.succeeds(t, a:send("datagram", 1, -1, there))
  network.succeeds(t, server:send("12345"))
  local connecting = network.got(t, system.socket("stream"))
  network.succeeds(t, connecting:connect(address))
  t:resume(left)
  coroutine.close(waiting)
  network.settle()
  progress.stop = true
  network.take(t, server, progress.sent + 65536)
  while coroutine.status(search) ~= "dead" do network.settle() end
  t:status(sender, "dead")
  network.close(t, client, server, listener, a, b, connecting)
  table.sort(t.words)
  t:logged("5 accepted datagram")
end

case("recording begins amid operations", "semantics, Tracing: start and stop it while a program runs", function(t)
  local into = path or os.tmpname()
  network.together(t, function() amid(t, function() network.got(t, trace.start(into)) end) end)
  t:equal(trace.stop(), true)
  if not path then os.remove(into) end
end)

case("recording ends amid operations", "semantics, Tracing: start and stop it while a program runs", function(t)
  local into = os.tmpname()
  network.got(t, trace.start(into))
  network.together(t, function() amid(t, function() t:equal(trace.stop(), true) end) end)
  os.remove(into)
end)

case("recordings one after another", "semantics, Tracing: start and stop it while a program runs", function(t)
  local into = os.tmpname()
  local a, b, _, there = network.datagrams(t)
  network.together(t, function()
    for index = 1, 20 do
      local text
      local reader = t:start(function() text = network.read(b) end)
      network.got(t, trace.start(into))
      network.succeeds(t, a:send("text " .. index, 1, -1, there))
      if index % 2 == 0 then network.settle() end
      t:equal(trace.stop(), true)
      if index % 2 == 1 then network.settle() end
      t:status(reader, "dead")
      t:equal(text, "text " .. index)
    end
  end)
  network.close(t, a, b)
  os.remove(into)
  t:equal(memory.type(memory.create(1)), "fixed")
end)

network.finish()
