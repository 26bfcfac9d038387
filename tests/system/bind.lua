-- Conformance of coutil.system: bind and getaddress.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local system = require "coutil.system"
local case, got = network.case, network.got

local kTypes = { "datagram", "stream", "listen" }

for _, kind in ipairs(kTypes) do
  case("bind, " .. kind, "manual, bind: binds to the local address", function(t)
    for _, domain in ipairs(network.domains) do
      local socket = got(t, system.socket(kind, domain))
      network.succeeds(t, socket:bind(network.any(domain)))
      local address = got(t, socket:getaddress())
      t:equal(address.type, domain)
      t:equal(address.literal, network.loopback[domain])
      t:ok(address.port > 0)
      t:equal(socket:getaddress("this") == address, true)
      t:equal(socket:getaddress(nil) == address, true)
      network.close(t, socket)
    end
  end)

  case("an address to fill, " .. kind, "manual, getaddress: the structure used to store the result", function(t)
    local socket, address = network.bound(t, kind)
    local mine = system.address("ipv4", "1.2.3.4:5")
    t:ok(rawequal(socket:getaddress("this", mine), mine))
    t:equal(mine == address, true)
    local other = got(t, socket:getaddress())
    t:equal(rawequal(other, mine), false)
    local wrong = system.address("ipv6", "[::7]:7")
    t:raises("wrong domain", socket.getaddress, socket, "this", wrong)
    t:equal(tostring(wrong), "[::7]:7")
    network.close(t, socket)
  end)

  case("an address of the other domain, " .. kind, "pages: wrong domain: raised", function(t)
    local socket <close> = got(t, system.socket(kind, "ipv4"))
    t:raises("wrong domain", socket.bind, socket, system.address("ipv6", "[::1]:0"))
    t:equal(tostring(socket):match("%((%a+)%)"), "unbound")
    if network.has("ipv6") then
      local other <close> = got(t, system.socket(kind, "ipv6"))
      t:raises("wrong domain", other.bind, other, system.address("ipv4", "127.0.0.1:0"))
    end
  end)

  case("bind to what is no address, " .. kind, "pages: wrong argument: argument error", function(t)
    local socket <close> = got(t, system.socket(kind))
    for _, value in ipairs { "127.0.0.1:80", 80, {}, true, io.stdout } do
      t:raises("bad argument", socket.bind, socket, value)
    end
    t:raises("bad argument", socket.bind, socket)
    t:raises("bad argument", socket.bind, socket, nil)
  end)

  case("bind twice, " .. kind, "manual, bind: otherwise nil plus an error message", function(t)
    local socket = network.bound(t, kind)
    local before = tostring(socket)
    network.fails(t, "invalid argument", socket:bind(network.any()))
    t:equal(tostring(socket), before)
    network.close(t, socket)
  end)

  case("an address that is not here, " .. kind, "manual, bind: otherwise nil plus an error message", function(t)
    local socket <close> = got(t, system.socket(kind))
    network.fails(t, "address not available", socket:bind(system.address("ipv4", "198.51.100.1", 0)))
  end)

  case("the site of an address, " .. kind, "manual, getaddress: site is this or peer", function(t)
    local socket = network.bound(t, kind)
    for _, site in ipairs { "", "self", "This", "that" } do
      t:raises("bad argument", socket.getaddress, socket, site)
    end
    t:raises("bad argument", socket.getaddress, socket, {})
    t:raises("bad argument", socket.getaddress, socket, "this", "an address")
    network.close(t, socket)
  end)

  case("no peer, " .. kind, "pages, getaddress: peer of an unconnected: socket is not connected", function(t)
    local socket = got(t, system.socket(kind))
    network.fails(t, "socket is not connected", socket:getaddress("peer"))
    network.succeeds(t, socket:bind(network.any()))
    network.fails(t, "socket is not connected", socket:getaddress("peer"))
    local mine = system.address("ipv4", "1.2.3.4:5")
    network.fails(t, "socket is not connected", socket:getaddress("peer", mine))
    t:equal(tostring(mine), "1.2.3.4:5")
    network.close(t, socket)
  end)

  case("all addresses of the machine, " .. kind, "manual, bind: the local address provided", function(t)
    local socket = got(t, system.socket(kind))
    network.succeeds(t, socket:bind(system.address("ipv4")))
    local address = socket:getaddress()
    t:equal(address.literal, "0.0.0.0")
    t:ok(address.port > 0)
    network.close(t, socket)
  end)
end

case("a datagram port in use", "pages, bind: a port in use: address already in use", function(t)
  local first, address = network.bound(t, "datagram")
  local second = got(t, system.socket("datagram"))
  network.fails(t, "address already in use", second:bind(address))
  network.succeeds(t, second:bind(network.any()))  -- the failure left it as it was
  network.close(t, first, second)
  local third = got(t, system.socket("datagram"))
  network.succeeds(t, third:bind(address))
  network.close(t, third)
end)

for _, kind in ipairs { "stream", "listen" } do
  case("a port where somebody listens, " .. kind, "pages, bind: reported by bind itself; libuv remembers it", function(t)
    local listener, address = network.listener(t)
    local second = got(t, system.socket(kind))
    network.fails(t, "address already in use", second:bind(address))
    network.fails(t, "address already in use", second:getaddress())
    if kind == "listen" then network.fails(t, "address already in use", second:listen(1)) end
    network.succeeds(t, second:bind(network.any()))
    t:ok(got(t, second:getaddress()).port ~= address.port)
    if kind == "listen" then network.succeeds(t, second:listen(1)) end
    network.close(t, second, listener)
  end)
end

case("a port that was given back", "manual, close", function(t)
  local first, address = network.listener(t)
  network.close(t, first)
  local second = got(t, system.socket("listen"))
  network.succeeds(t, second:bind(address))
  network.succeeds(t, second:listen(1))
  network.close(t, second)
end)

case("datagram and stream do not share ports", "manual, bind", function(t)
  local listener, address = network.listener(t)
  local datagram = got(t, system.socket("datagram"))
  network.succeeds(t, datagram:bind(address))
  network.close(t, datagram, listener)
end)

case("an address changed after bind", "manual, getaddress: the address associated with the socket", function(t)
  local wanted = network.any()
  local socket = got(t, system.socket("stream"))
  network.succeeds(t, socket:bind(wanted))
  t:equal(wanted.port, 0, "bind does not write into its argument")
  wanted.literal = "1.2.3.4"
  t:equal(socket:getaddress().literal, "127.0.0.1")
  network.close(t, socket)
end)

case("the addresses of a connection", "manual, getaddress: this and peer", function(t)
  for _, domain in ipairs(network.domains) do
    network.together(t, function()
      local listener, address = network.listener(t, domain)
      local client, here = network.bound(t, "stream", domain)
      network.succeeds(t, client:connect(address))
      local server = got(t, listener:accept())
      t:equal(client:getaddress() == here, true)
      t:equal(client:getaddress("peer") == address, true)
      t:equal(server:getaddress() == address, true)
      t:equal(server:getaddress("peer") == here, true)
      local mine = system.address(domain)
      t:ok(rawequal(server:getaddress("peer", mine), mine))
      t:equal(mine == here, true)
      network.close(t, client, server, listener)
    end)
  end
end)

case("the addresses of a connected datagram socket", "manual, getaddress: this and peer", function(t)
  local a, b, here, there = network.datagrams(t)
  network.succeeds(t, a:connect(there))
  t:equal(a:getaddress("peer") == there, true)
  t:equal(a:getaddress() == here, true)
  network.succeeds(t, a:connect())
  network.fails(t, "socket is not connected", a:getaddress("peer"))
  network.close(t, a, b)
end)

network.finish()
