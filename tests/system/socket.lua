-- Conformance of coutil.system: socket, close, getdomain, and which methods each type has.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local memory = require "memory"
local system = require "coutil.system"
local case, got = network.case, network.got

local kTypes = { "datagram", "stream", "listen" }
-- What a type lacks, by the manual's words: "not available for sockets of type ...".
local kLacking = {
  datagram = { "shutdown", "listen", "accept" },
  stream = { "joingroup", "leavegroup", "listen", "accept" },
  listen = { "connect", "setoption", "getoption", "send", "receive", "joingroup", "leavegroup", "shutdown" },
}
local kMethods = {
  datagram = { "bind", "connect", "getaddress", "setoption", "getoption", "send", "receive", "joingroup",
    "leavegroup" },
  stream = { "bind", "connect", "getaddress", "setoption", "getoption", "send", "receive", "shutdown" },
  listen = { "bind", "getaddress", "listen", "accept" },
}

local function arguments(method)
  local address = network.any()
  return table.unpack(({
    bind = { address },
    connect = { address },
    getaddress = { "this" },
    setoption = { "nodelay", true },
    getoption = { "nodelay" },
    send = { "text" },
    receive = { memory.create(10) },
    joingroup = { "239.1.2.3" },
    leavegroup = { "239.1.2.3" },
    listen = { 10 },
  })[method] or {})
end

for _, kind in ipairs(kTypes) do
  case("a socket of type " .. kind, "manual, socket: type and domain", function(t)
    for _, domain in ipairs(network.domains) do
      local socket = got(t, system.socket(kind, domain))
      t:equal(type(socket), "userdata")
      t:values(table.pack(socket:getdomain()), domain)
      network.close(t, socket)
    end
  end)

  case("a socket without a domain, " .. kind, "semantics, System: a socket without a domain is ipv4", function(t)
    local socket = got(t, system.socket(kind))
    t:equal(socket:getdomain(), "ipv4")
    network.close(t, socket)
    socket = got(t, system.socket(kind, nil))
    t:equal(socket:getdomain(), "ipv4")
    network.close(t, socket)
  end)

  case("closing twice, " .. kind, "pages, close: first true, second false", function(t)
    local socket = got(t, system.socket(kind))
    t:values(table.pack(socket:close()), true)
    t:values(table.pack(socket:close()), false)
    t:values(table.pack(socket:close()), false)
  end)

  case("methods of a closed socket, " .. kind, "pages, Sockets: but close and getdomain", function(t)
    network.together(t, function()
      local socket = got(t, system.socket(kind))
      network.succeeds(t, socket:close())
      for _, method in ipairs(kMethods[kind]) do
        local results
        if method == "setoption" or method == "getoption" then
          local name = kind == "datagram" and "broadcast" or "nodelay"
          results = table.pack(socket[method](socket, name, true))
        else
          results = table.pack(socket[method](socket, arguments(method)))
        end
        t:values(results, nil, "closed")
      end
      t:equal(socket:getdomain(), "ipv4")
    end)
  end)

  case("methods that the type lacks, " .. kind, "manual: not available for sockets of that type", function(t)
    network.together(t, function()
      local socket <close> = got(t, system.socket(kind))
      for _, method in ipairs(kLacking[kind]) do
        t:raises(("%s is not available for sockets of type %s"):format(method, kind), function()
          socket[method](socket, arguments(method))
        end)
      end
    end)
  end)

  case("text of a socket, " .. kind, "pages, socket: tostring", function(t)
    local word = kind == "datagram" and "udp" or "tcp"
    for _, domain in ipairs(network.domains) do
      local socket = got(t, system.socket(kind, domain))
      t:equal(tostring(socket), word .. " (unbound)")
      network.succeeds(t, socket:bind(network.any(domain)))
      t:equal(tostring(socket), ("%s (%s)"):format(word, tostring(socket:getaddress())))
      network.close(t, socket)
      t:equal(tostring(socket), word .. " (closed)")
    end
  end)

  case("a socket that goes out of scope, " .. kind, "pages, socket: __close closes it", function(t)
    local kept
    do
      local socket <close> = got(t, system.socket(kind))
      kept = socket
    end
    t:values(table.pack(kept:close()), false)
    pcall(function()
      local socket <close> = got(t, system.socket(kind))
      kept = socket
      error("out")
    end)
    t:values(table.pack(kept:close()), false)
    do
      local socket <close> = got(t, system.socket(kind))
      network.succeeds(t, socket:close())
    end
  end)

  case("forgotten sockets, " .. kind, "manual, close: closed when their handles are garbage collected", function(t)
    for _ = 1, 50 do t:ok(system.socket(kind)) end
    for _ = 1, 10 do
      local socket = got(t, system.socket(kind))
      network.succeeds(t, socket:bind(network.any()))
    end
    local listener = got(t, system.socket("listen"))
    network.succeeds(t, listener:listen(10))
  end)

  case("unknown fields of a socket, " .. kind, "manual, socket: the methods that there are", function(t)
    local socket <close> = got(t, system.socket(kind))
    for _, name in ipairs { "write", "read", "Close", "", 1, true } do t:equal(socket[name], nil) end
    t:raises("", function() socket.name = 1 end)
  end)
end

case("the type of a socket", "pages, socket: bad strings: argument error listing the valid ones", function(t)
  for _, kind in ipairs { "", "tcp", "udp", "Stream", "streams" } do
    t:raises_argument(1, "socket", system.socket, kind)
    t:raises_argument(1, "socket", system.socket, kind, "ipv4")
  end
  t:raises_argument(1, "socket", system.socket)
  t:raises_argument(1, "socket", system.socket, {})
  local _, message = pcall(system.socket, "tcp")
  for _, kind in ipairs(kTypes) do t:ok(message:find(kind, 1, true), message .. " does not name " .. kind) end
end)

case("the domain of a socket", "pages, socket: bad strings: argument error listing the valid ones", function(t)
  for _, domain in ipairs { "", "ip", "IPv4", "ipv5", "local" } do
    t:raises_argument(2, "socket", system.socket, "stream", domain)
  end
  t:raises_argument(2, "socket", system.socket, "datagram", {})
  local _, message = pcall(system.socket, "stream", "ip")
  for _, domain in ipairs { "ipv4", "ipv6" } do t:ok(message:find(domain, 1, true), message .. ": " .. domain) end
end)

case("text of connected sockets", "pages, socket: tostring of open ones", function(t)
  for _, domain in ipairs(network.domains) do
    network.together(t, function()
      local client, server = network.pair(t, domain)
      local here, there = tostring(client:getaddress()), tostring(client:getaddress("peer"))
      t:equal(tostring(client), ("tcp (%s -> %s)"):format(here, there))
      t:equal(tostring(server), ("tcp (%s -> %s)"):format(there, here))
      network.close(t, client, server)
      t:equal(tostring(client), "tcp (closed)")
      t:equal(tostring(server), "tcp (closed)")
    end)
  end
end)

case("text of a listening socket", "pages, socket: tostring of open ones", function(t)
  local listener, address = network.listener(t)
  t:equal(tostring(listener), ("tcp (%s)"):format(tostring(address)))
  network.close(t, listener)
end)

case("what suspends says so in the main program",
  "semantics, System: unable to yield, before it does anything", function(t)
  local stream = got(t, system.socket("stream"))
  t:raises("unable to yield", stream.send, stream, "text")
  t:raises("unable to yield", stream.receive, stream, memory.create(10))
  t:raises("unable to yield", stream.connect, stream, system.address("ipv4", "127.0.0.1", 1))
  t:raises("unable to yield", stream.shutdown, stream)
  t:equal(tostring(stream), "tcp (unbound)")
  local datagram, address = network.bound(t, "datagram")
  t:raises("unable to yield", datagram.send, datagram, "text", 1, -1, address)
  t:raises("unable to yield", datagram.receive, datagram, memory.create(10))
  local listener = network.listener(t)
  t:raises("unable to yield", listener.accept, listener)
  t:equal(system.run(), false)
  network.together(t, function()  -- nothing was sent
    local waiter = t:start(function() datagram:receive(memory.create(10)) end)
    network.settle()
    t:status(waiter, "suspended")
    coroutine.close(waiter)
  end)
  network.close(t, stream, datagram, listener)
end)

case("what never suspends works in the main program", "pages: which never suspend", function(t)
  local listener, address = network.listener(t)
  t:equal(listener:getaddress().port, address.port)
  local datagram, here = network.bound(t, "datagram")
  network.succeeds(t, datagram:connect(here))
  t:equal(datagram:getaddress("peer") == here, true)
  network.succeeds(t, datagram:connect())
  network.succeeds(t, datagram:setoption("broadcast", true))
  t:equal(datagram:getoption("broadcast"), true)
  network.succeeds(t, datagram:joingroup("239.1.2.3", "127.0.0.1"))
  network.succeeds(t, datagram:leavegroup("239.1.2.3", "127.0.0.1"))
  network.close(t, listener, datagram)
end)

case("methods called without their socket", "pages: wrong argument: argument error", function(t)
  local socket <close> = got(t, system.socket("stream"))
  for _, method in ipairs { "close", "getdomain", "bind", "getaddress" } do
    for _, value in ipairs { 1, "socket", {}, io.stdout } do t:raises("bad argument", socket[method], value) end
    t:raises("bad argument", socket[method])
  end
end)

case("a table that poses as a socket", "pages: a mistake raises an error, and nothing has happened", function(t)
  local socket <close> = got(t, system.socket("stream"))
  local metatable = getmetatable(socket)
  if type(metatable) ~= "table" then return end  -- it is hidden: nothing to try
  local poser = setmetatable({}, { __index = metatable.__index, __tostring = metatable.__tostring })
  for _, method in ipairs { "close", "getdomain", "bind", "getaddress", "send" } do
    t:raises("", function() poser[method](poser, network.any()) end)
  end
  t:raises("", tostring, poser)
  t:raises("", function() metatable.__gc({}) end)
  t:raises("", function() metatable.__close(setmetatable({}, metatable)) end)
  collectgarbage()
  network.succeeds(t, socket:bind(network.any()))
end)

case("sockets as keys", "manual, socket: a new socket", function(t)
  local a, b = got(t, system.socket("stream")), got(t, system.socket("stream"))
  t:equal(a == b, false)
  local names = { [a] = "a", [b] = "b" }
  t:equal(names[a] .. names[b], "ab")
  network.close(t, a, b)
  t:equal(names[a], "a")
end)

network.finish()
