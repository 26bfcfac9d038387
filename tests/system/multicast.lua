-- Conformance of coutil.system: multicast groups, on the loopback interface.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local memory = require "memory"
local system = require "coutil.system"
local case, got = network.case, network.got

local kGroup, kOther, kLoopback = "239.77.1.2", "239.77.1.3", "127.0.0.1"

-- A receiver on all addresses, a sender over the loopback, and the address of a group at the receiver's port. A
-- socket on all addresses hears every group that anybody on the machine has joined: so the group is its own.
local function members(t)
  local receiver = got(t, system.socket("datagram"))
  network.succeeds(t, receiver:bind(system.address("ipv4")))
  local sender = got(t, system.socket("datagram"))
  network.succeeds(t, sender:setoption("mcastiface", kLoopback))
  local port = receiver:getaddress().port
  return receiver, sender, system.address("ipv4", ("239.77.%d.%d"):format(port >> 8, port & 255), port)
end

-- Whether the receiver hears what the sender says to the group; both know "end" sent to it directly.
local function hears(t, receiver, sender, group)
  network.succeeds(t, sender:send("group", 1, -1, group))
  network.succeeds(t, sender:send("end", 1, -1, system.address("ipv4", kLoopback, group.port)))
  local text = network.read(receiver)
  if text == "group" then t:equal(network.read(receiver), "end") else t:equal(text, "end") end
  return text == "group"
end

local function binary(literal)
  return system.address("ipv4", literal, 0).binary
end

local function group_case(name, guards, body)
  case(name, guards, function(t)
    network.together(t, function()
      local receiver, sender, group = members(t)
      body(t, receiver, sender, group)
      network.close(t, receiver, sender)
    end)
  end)
end

group_case("a group joined and left", "manual, joingroup, leavegroup", function(t, receiver, sender, group)
  network.succeeds(t, receiver:joingroup(group.literal, kLoopback))
  t:equal(hears(t, receiver, sender, group), true)
  network.succeeds(t, receiver:leavegroup(group.literal, kLoopback))
  t:equal(hears(t, receiver, sender, group), false)
end)

group_case("joined again", "manual, joingroup, leavegroup", function(t, receiver, sender, group)
  for _ = 1, 3 do
    network.succeeds(t, receiver:joingroup(group.literal, kLoopback))
    t:equal(hears(t, receiver, sender, group), true)
    network.succeeds(t, receiver:leavegroup(group.literal, kLoopback))
  end
  t:equal(hears(t, receiver, sender, group), false)
end)

group_case("two groups", "manual, leavegroup: from that group", function(t, receiver, sender, group)
  network.succeeds(t, receiver:joingroup(group.literal, kLoopback))
  network.succeeds(t, receiver:joingroup(kOther, kLoopback))
  network.succeeds(t, receiver:leavegroup(kOther, kLoopback))
  t:equal(hears(t, receiver, sender, group), true)
  network.succeeds(t, receiver:leavegroup(group.literal, kLoopback))
end)

group_case("binary addresses", "manual, joingroup: textual or binary IP addresses", function(t, receiver, sender, group)
  network.succeeds(t, receiver:joingroup(binary(group.literal), binary(kLoopback)))
  t:equal(hears(t, receiver, sender, group), true)
  network.succeeds(t, receiver:leavegroup(group.literal, binary(kLoopback)))
  t:equal(hears(t, receiver, sender, group), false)
  network.succeeds(t, receiver:joingroup(group.literal, binary(kLoopback)))
  network.succeeds(t, receiver:leavegroup(binary(group.literal), kLoopback))
end)

group_case("who waits hears it", "manual, joingroup: datagrams are delivered", function(t, receiver, sender, group)
  network.succeeds(t, receiver:joingroup(group.literal, kLoopback))
  local texts = {}
  local reader = t:start(function() texts[1] = network.read(receiver) end)
  network.succeeds(t, sender:send("to all", 1, -1, group))
  network.settle()
  t:status(reader, "dead")
  t:equal(texts[1], "to all")
end)

group_case("heard here", "manual, getoption: mcastloop: loopback of outgoing multicast",
  function(t, receiver, sender, group)
    -- The loopback interface brings back what goes out, whatever the option says: only the value shows.
    network.succeeds(t, receiver:joingroup(group.literal, kLoopback))
    network.succeeds(t, sender:setoption("mcastloop", false))
    t:equal(sender:getoption("mcastloop"), false)
    network.succeeds(t, sender:setoption("mcastloop", true))
    t:equal(sender:getoption("mcastloop"), true)
    t:equal(hears(t, receiver, sender, group), true)
  end)

case("without an interface", "manual, joingroup: the binded local address is used", function(t)
  local socket = network.bound(t, "datagram")  -- to the loopback address
  network.succeeds(t, socket:joingroup(kGroup))
  network.succeeds(t, socket:leavegroup(kGroup, kLoopback))
  network.succeeds(t, socket:joingroup(kGroup, kLoopback))
  network.succeeds(t, socket:leavegroup(kGroup))
  network.close(t, socket)
end)

group_case("joined twice", "manual, joingroup: otherwise nil plus an error message", function(t, receiver)
  network.succeeds(t, receiver:joingroup(kGroup, kLoopback))
  network.fails(t, "address already in use", receiver:joingroup(kGroup, kLoopback))
end)

group_case("left without having joined", "manual, leavegroup: nil plus an error message", function(t, receiver)
  network.fails(t, "address not available", receiver:leavegroup(kGroup, kLoopback))
  network.succeeds(t, receiver:joingroup(kGroup, kLoopback))
  network.succeeds(t, receiver:leavegroup(kGroup, kLoopback))
  network.fails(t, "address not available", receiver:leavegroup(kGroup, kLoopback))
end)

group_case("a group that is none", "manual, joingroup: otherwise nil plus an error message", function(t, receiver)
  network.fails(t, "invalid argument", receiver:joingroup(kLoopback, kLoopback))
  network.fails(t, "invalid argument", receiver:joingroup("1.2.3.4"))
end)

group_case("an interface that is not here", "manual, joingroup: otherwise nil plus an error message",
  function(t, receiver)
    network.fails(t, "no such device", receiver:joingroup(kGroup, "198.51.100.1"))
  end)

case("arguments that are no IP addresses", "pages, joingroup: no IP address: argument error", function(t)
  local socket <close> = got(t, system.socket("datagram"))
  for _, name in ipairs { "joingroup", "leavegroup" } do
    for _, value in ipairs { "", "239.77.1", "239.77.1.2:80", "group", "\1\2\3", "\1\2\3\4\5", ("\255"):rep(15) } do
      t:raises("bad argument", socket[name], socket, value)
      t:raises("bad argument", socket[name], socket, kGroup, value)
    end
    for _, value in ipairs { {}, true, print } do
      t:raises("bad argument", socket[name], socket, value)
      t:raises("bad argument", socket[name], socket, kGroup, value)
    end
    t:raises("bad argument", socket[name], socket)
    t:raises("bad argument", socket[name], socket, nil, kLoopback)
  end
end)

if network.has("ipv6") then
  case("an ipv6 group", "manual, joingroup, leavegroup", function(t)
    local socket = got(t, system.socket("datagram", "ipv6"))
    network.succeeds(t, socket:bind(system.address("ipv6")))
    network.succeeds(t, socket:joingroup("ff02::7:7"))
    network.succeeds(t, socket:leavegroup("ff02::7:7"))
    network.fails(t, "address not available", socket:leavegroup("ff02::7:7"))
    network.succeeds(t, socket:joingroup(system.address("ipv6", "ff02::7:8", 0).binary))
    network.succeeds(t, socket:leavegroup("ff02::7:8"))
    network.fails(t, "invalid argument", socket:joingroup("::1"))
    network.close(t, socket)
  end)

  case("text before binary", "semantics, System: joingroup tries text before binary", function(t)
    local socket = got(t, system.socket("datagram", "ipv6"))
    local text = "ff02::1234:56:78"  -- 16 bytes: as binary no group at all
    t:equal(#text, 16)
    network.succeeds(t, socket:joingroup(text))
    network.succeeds(t, socket:leavegroup(system.address("ipv6", text, 0).binary))
    network.close(t, socket)
  end)
end

case("a group of the other domain", "pages: a wrong argument, or an expected failure", function(t)
  local socket <close> = got(t, system.socket("datagram", "ipv4"))
  local ok, result, message = pcall(socket.joingroup, socket, "ff02::7:7")
  t:ok(not ok or result == nil and type(message) == "string", "an ipv6 group on an ipv4 socket")
end)

case("who joined is closed", "manual, close", function(t)
  for _ = 1, 3 do
    local socket = got(t, system.socket("datagram"))
    network.succeeds(t, socket:joingroup(kGroup, kLoopback))
    network.close(t, socket)
  end
end)

case("the sender of a group's datagram", "manual, receive: stores the peer's address", function(t)
  network.together(t, function()
    local receiver, sender, group = members(t)
    network.succeeds(t, receiver:joingroup(group.literal, kLoopback))
    network.succeeds(t, sender:send("group", 1, -1, group))
    local from = system.address("ipv4")
    t:values(table.pack(receiver:receive(memory.create(9), 1, -1, from)), 5, false)
    t:equal(from.literal, kLoopback)
    t:equal(from.port, sender:getaddress().port)
    network.close(t, receiver, sender)
  end)
end)

network.finish()
