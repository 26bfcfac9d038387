-- Conformance of coutil.system: findaddr and its iterator.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local event = require "coutil.event"
local system = require "coutil.system"
local case, got = network.case, network.got

-- All that an iterator gives, as "address socktype" each; checks what it says of the next domain.
local function found(t, getnext, domain)
  local list = {}
  while true do
    local address, kind, nextdomain = getnext()
    if address == nil then break end
    t:equal(address.type, domain, "the domain that was announced")
    list[#list + 1] = { address = address, kind = kind, text = tostring(address) .. " " .. kind }
    domain = nextdomain
  end
  t:equal(domain, nil, "the domain after the last")
  t:ok(#list > 0, "an address was expected")
  return list
end

local function search(t, ...)
  local getnext, domain = system.findaddr(...)
  return found(t, got(t, getnext, domain), domain)
end

local function alone(name, guards, body)
  case(name, guards, function(t) network.together(t, function() body(t) end) end)
end

-- The search gives these texts, each at least once, and no other.
local function expect(t, list, ...)
  local expected, seen = {}, {}
  for _, text in ipairs { ... } do expected[text] = true end
  for _, entry in ipairs(list) do
    t:ok(expected[entry.text], entry.text .. " was not expected")
    seen[entry.text] = true
  end
  for text in pairs(expected) do t:ok(seen[text], text .. " was expected") end
end

alone("the loopback", "manual, findaddr: name nil is the loopback address", function(t)
  expect(t, search(t, nil, 80, "4s"), "127.0.0.1:80 stream")
  if network.has("ipv6") then expect(t, search(t, nil, 80, "6s"), "[::1]:80 stream") end
  for _, entry in ipairs(search(t, nil, 80)) do
    t:equal(entry.address.literal, network.loopback[entry.address.type])
    t:equal(entry.address.port, 80)
  end
end)

alone("the wildcard", "manual, findaddr: name * is the wildcard address", function(t)
  expect(t, search(t, "*", 80, "4s"), "0.0.0.0:80 stream")
  expect(t, search(t, "*", 80, "4d"), "0.0.0.0:80 datagram")
  if network.has("ipv6") then expect(t, search(t, "*", 80, "6s"), "[::]:80 stream") end
end)

alone("both kinds of the wildcard", "pages, findaddr: socktype also for *", function(t)
  expect(t, search(t, "*", 80, "4"), "0.0.0.0:80 stream", "0.0.0.0:80 datagram")
end)

alone("a literal", "manual, findaddr: addresses of network name", function(t)
  expect(t, search(t, "192.0.2.128", 80, "4s"), "192.0.2.128:80 stream")
  expect(t, search(t, "127.0.0.1", 80, "s"), "127.0.0.1:80 stream")
  if network.has("ipv6") then expect(t, search(t, "::1", 80, "6s"), "[::1]:80 stream") end
end)

alone("a name", "manual, findaddr: addresses of network name", function(t)
  expect(t, search(t, "localhost", 80, "4s"), "127.0.0.1:80 stream")
  for _, entry in ipairs(search(t, "localhost", 80)) do
    t:equal(entry.address.literal, network.loopback[entry.address.type])
  end
end)

alone("no service", "manual, findaddr: when service is absent, port zero", function(t)
  expect(t, search(t, "127.0.0.1", nil, "4s"), "127.0.0.1:0 stream")
  expect(t, search(t, "127.0.0.1", nil, "4d"), "127.0.0.1:0 datagram")
  for _, entry in ipairs(search(t, "localhost")) do t:equal(entry.address.port, 0) end
end)

alone("a service by number", "pages, findaddr: service: string or integer port", function(t)
  for _, port in ipairs { 0, 1, 53, 8080, 65535 } do
    expect(t, search(t, "127.0.0.1", port, "4s"), "127.0.0.1:" .. port .. " stream")
    expect(t, search(t, "127.0.0.1", tostring(port), "4s"), "127.0.0.1:" .. port .. " stream")
  end
end)

-- Where that file can't be read, names of services may still be known, but nobody says so.
local readable, services = pcall(io.open, "/etc/services")
if readable and services then
  services:close()
  alone("a service by name", "manual, findaddr: service name to resolve the port", function(t)
    expect(t, search(t, "127.0.0.1", "http", "4s"), "127.0.0.1:80 stream")
    expect(t, search(t, nil, "ssh", "4s"), "127.0.0.1:22 stream")
    expect(t, search(t, "*", "domain", "4d"), "0.0.0.0:53 datagram")
  end)
end

alone("datagram or stream", "manual, findaddr: mode d and s", function(t)
  expect(t, search(t, "127.0.0.1", 80, "4d"), "127.0.0.1:80 datagram")
  expect(t, search(t, "127.0.0.1", 80, "4s"), "127.0.0.1:80 stream")
  expect(t, search(t, "127.0.0.1", 80, "d"), "127.0.0.1:80 datagram")
  expect(t, search(t, "127.0.0.1", 80, "4ds"), "127.0.0.1:80 stream", "127.0.0.1:80 datagram")
end)

alone("neither d nor s", "manual, findaddr: as if both d and s were provided", function(t)
  expect(t, search(t, "127.0.0.1", 80, "4"), "127.0.0.1:80 stream", "127.0.0.1:80 datagram")
  expect(t, search(t, "127.0.0.1", 80, ""), "127.0.0.1:80 stream", "127.0.0.1:80 datagram")
  expect(t, search(t, "127.0.0.1", 80), "127.0.0.1:80 stream", "127.0.0.1:80 datagram")
end)

alone("only one domain", "manual, findaddr: mode 4 and 6", function(t)
  for _, entry in ipairs(search(t, nil, 80, "4")) do t:equal(entry.address.type, "ipv4") end
  if network.has("ipv6") then
    for _, entry in ipairs(search(t, nil, 80, "6")) do t:equal(entry.address.type, "ipv6") end
  end
end)

if network.has("ipv6") then
  alone("both domains", "manual, findaddr: mode 4 and 6", function(t)
    expect(t, search(t, nil, 80, "46s"), "127.0.0.1:80 stream", "[::1]:80 stream")
    expect(t, search(t, nil, 80, "64s"), "127.0.0.1:80 stream", "[::1]:80 stream")
    expect(t, search(t, nil, 80, "s64"), "127.0.0.1:80 stream", "[::1]:80 stream")
  end)

  alone("mapped addresses only", "pages, findaddr: m alone gives only the IPv4-mapped ones", function(t)
    expect(t, search(t, "127.0.0.1", 80, "ms"), "[::ffff:127.0.0.1]:80 stream")
    for _, entry in ipairs(search(t, "localhost", 80, "ms")) do
      t:equal(entry.text, "[::ffff:127.0.0.1]:80 stream")
    end
  end)

  alone("mapped addresses too", "pages, findaddr: 6m both", function(t)
    expect(t, search(t, "127.0.0.1", 80, "6ms"), "[::ffff:127.0.0.1]:80 stream")
    expect(t, search(t, "::1", 80, "6ms"), "[::1]:80 stream")
    expect(t, search(t, "127.0.0.1", 80, "m6d"), "[::ffff:127.0.0.1]:80 datagram")
  end)

  alone("no ipv6 address of an ipv4 name", "manual, findaddr: mode 6 for IPv6 addresses", function(t)
    local getnext, message = system.findaddr("127.0.0.1", 80, "6s")
    t:equal(getnext, nil)
    t:equal(type(message), "string")
  end)
end

case("neither name nor service", "pages, findaddr: name or service must be provided", function(t)
  t:start(function()
    t:raises("name or service must be provided", system.findaddr)
    t:raises("name or service must be provided", system.findaddr, nil, nil)
    t:raises("name or service must be provided", system.findaddr, nil, nil, "4")
  end)
end)

case("the wildcard without a service", "pages, findaddr: service must be provided for '*'", function(t)
  t:start(function()
    t:raises("service must be provided for '*'", system.findaddr, "*")
    t:raises("service must be provided for '*'", system.findaddr, "*", nil, "4s")
  end)
end)

case("an unknown mode letter", "pages, findaddr: unknown mode char (got 'x')", function(t)
  t:start(function()
    t:raises("unknown mode char (got 'x')", system.findaddr, "localhost", 80, "x")
    t:raises("unknown mode char (got '5')", system.findaddr, "localhost", 80, "4s5")
    t:raises("unknown mode char (got 'S')", system.findaddr, "localhost", 80, "S")
    t:raises("unknown mode char (got ' ')", system.findaddr, "localhost", 80, "4 6")
  end)
end)

case("mapped ipv4", "pages, findaddr: 'm' is invalid for IPv4", function(t)
  t:start(function()
    t:raises("'m' is invalid for IPv4", system.findaddr, "localhost", 80, "4m")
    t:raises("'m' is invalid for IPv4", system.findaddr, "localhost", 80, "m4s")
  end)
end)

case("wrong arguments of findaddr", "pages: wrong argument: the argument and what was expected", function(t)
  t:start(function()
    for _, value in ipairs { {}, true, print } do
      t:raises_argument(1, "findaddr", system.findaddr, value, 80)
      t:raises_argument(2, "findaddr", system.findaddr, "localhost", value)
      t:raises_argument(3, "findaddr", system.findaddr, "localhost", 80, value)
    end
  end)
end)

case("a service that is an invalid port", "pages, findaddr: errors: invalid port", function(t)
  t:start(function()
    for _, port in ipairs { -1, 65536, math.maxinteger, math.mininteger } do
      t:raises("invalid port", system.findaddr, "127.0.0.1", port, "4s")
      t:raises("invalid port", system.findaddr, nil, port)
      t:raises("invalid port", system.findaddr, "*", port)
    end
  end)
end)

case("a service that is no port", "pages, findaddr: service: string or integer port", function(t)
  network.together(t, function()
    for _, service in ipairs { -1, 65536, "no such service", math.maxinteger } do
      local ok, getnext, message = pcall(system.findaddr, "127.0.0.1", service, "4s")
      t:ok(not ok or getnext == nil and type(message) == "string", tostring(service) .. " was taken for a service")
    end
  end)
end)

alone("an unknown host", "pages, findaddr: unknown host: nil, unknown node or service", function(t)
  network.fails(t, "unknown node or service", system.findaddr("no.such.host.invalid", 80, "4s"))
  network.fails(t, "unknown node or service", system.findaddr("no.such.host.invalid"))
end)

alone("a name that is none", "manual, findaddr: nil plus an error message", function(t)
  for _, name in ipairs { "", "256.256.256.256.256", ("a"):rep(300), "a host" } do
    local getnext, message = system.findaddr(name, 80, "4s")
    t:equal(getnext, nil, name)
    t:equal(type(message), "string")
    t:ok(#message > 0)
  end
end)

alone("the next domain", "manual, findaddr: nextdomain, nil if the next call returns no address", function(t)
  local getnext, domain = system.findaddr("127.0.0.1", 80, "4s")
  t:equal(domain, "ipv4")
  local got_all = table.pack(getnext())
  t:equal(got_all.n, 3)
  t:equal(tostring(got_all[1]), "127.0.0.1:80")
  t:equal(got_all[2], "stream")
  t:equal(got_all[3], nil)
end)

alone("after the last", "pages, findaddr: after the last: returns nothing", function(t)
  local getnext = system.findaddr("127.0.0.1", 80, "4s")
  t:ok(getnext())
  for _ = 1, 3 do
    t:equal(getnext(), nil)
    t:equal(getnext(system.address("ipv4", "1.2.3.4:5")), nil)
  end
end)

alone("new addresses", "manual, findaddr: otherwise a new address structure is created", function(t)
  local getnext = system.findaddr("127.0.0.1", 80, "4")
  local one, one_kind = getnext()
  local other, other_kind = getnext()
  t:equal(rawequal(one, other), false)
  t:equal(one == other, true)
  t:ok(one_kind ~= other_kind)
end)

alone("an address to fill", "manual, findaddr: it is used to store the result", function(t)
  local getnext = system.findaddr("127.0.0.1", 80, "4")
  local address = system.address("ipv4", "1.2.3.4:5")
  local first, kind, nextdomain = getnext(address)
  t:ok(rawequal(first, address))
  t:equal(tostring(address), "127.0.0.1:80")
  t:ok(kind == "stream" or kind == "datagram")
  t:equal(nextdomain, "ipv4")
  address.port = 7
  t:ok(rawequal((getnext(address)), address))
  t:equal(tostring(address), "127.0.0.1:80")
end)

alone("an address of the wrong type", "pages, getnext: wrong-type address: argument error wrong domain", function(t)
  local getnext = system.findaddr("127.0.0.1", 80, "4s")
  local address = system.address("ipv6", "[::7]:7")
  t:raises("wrong domain", getnext, address)
  t:equal(tostring(address), "[::7]:7")
  t:equal(tostring((getnext())), "127.0.0.1:80", "the address is not lost")
end)

alone("what is no address is ignored", "semantics, System: the iterator ignores what is no address", function(t)
  for _, value in ipairs { 1, "ipv4", {}, true, print, io.stdout } do
    local getnext = system.findaddr("127.0.0.1", 80, "4s")
    t:equal(tostring((getnext(value))), "127.0.0.1:80")
    getnext = system.findaddr("127.0.0.1", 80, "4s")
    t:equal(tostring((getnext(nil, value))), "127.0.0.1:80")
  end
end)

alone("a generic for", "manual, findaddr: the third example", function(t)
  local list = {}
  for address, kind in system.findaddr("127.0.0.1", "80", "s") do list[#list + 1] = tostring(address) .. " " .. kind end
  t:equal(table.concat(list, ","), "127.0.0.1:80 stream")
end)

alone("a generic for with one address", "manual, findaddr: the first example", function(t)
  local getnext = got(t, system.findaddr("127.0.0.1", "80", "4"))
  local mine, count = system.address("ipv4"), 0
  for address in getnext, mine do
    t:ok(rawequal(address, mine), "the same object")
    t:equal(tostring(address), "127.0.0.1:80")
    count = count + 1
  end
  t:equal(count, 2)
end)

alone("the first address only", "manual, findaddr: the second example", function(t)
  local address, kind = system.findaddr("127.0.0.1", "80", "s")()
  t:equal(tostring(address), "127.0.0.1:80")
  t:equal(kind, "stream")
end)

alone("existing objects by domain", "manual, findaddr: the last example", function(t)
  local mine = { ipv4 = system.address("ipv4"), ipv6 = system.address("ipv6") }
  local getnext, nextdomain = system.findaddr(nil, 80)
  local address, kind
  repeat
    address, kind, nextdomain = got(t, getnext, nextdomain)(mine[nextdomain])
    t:ok(rawequal(address, mine[address.type]))
    t:equal(address.literal, network.loopback[address.type])
    t:ok(kind == "stream" or kind == "datagram")
  until nextdomain == nil
end)

case("findaddr suspends", "pages: findaddr suspends always", function(t)
  local result
  local co = t:start(function() result = system.findaddr("127.0.0.1", 80, "4s") end)
  t:status(co, "suspended")
  t:equal(system.run(), false)
  t:status(co, "dead")
  t:equal(tostring((result())), "127.0.0.1:80")
end)

case("findaddr outside a coroutine", "semantics, System: unable to yield, before it does anything", function(t)
  t:raises("unable to yield", system.findaddr, "localhost", 80)
  t:raises("unable to yield", system.findaddr, nil, 80, "4s")
  t:equal(system.run(), false)
end)

case("findaddr resumed by hand", "semantics, System: resumed by hand, it returns those values", function(t)
  local results
  local co = t:start(function()
    results = table.pack(system.findaddr("localhost", 80))
    event.await("on")
  end)
  t:resume(co, "hand", nil, 3)
  t:values(results, "hand", nil, 3)
  t:equal(system.run(), false)
  t:status(co, "suspended")
  event.emitone("on")
  network.together(t, network.settle)
end)

case("findaddr closed", "semantics, System: its operation is cancelled", function(t)
  for _ = 1, 5 do
    local co = t:start(function() system.findaddr("localhost", 80) end)
    coroutine.close(co)
  end
  t:equal(system.run(), false)
  network.together(t, network.settle)
end)

case("many searches at once", "manual, run: until there are no more scheduled coroutines", function(t)
  local searches = {}
  for port = 1, 30 do
    searches[port] = function()
      expect(t, search(t, "127.0.0.1", port, "4s"), ("127.0.0.1:%d stream"):format(port))
    end
  end
  network.together(t, table.unpack(searches))
end)

alone("what was found can be connected to", "manual, findaddr: the socket to connect to the address", function(t)
  local listener, address = network.listener(t)
  local target, kind = system.findaddr(nil, address.port, "4s")()
  local socket = got(t, system.socket(kind, target.type))
  network.succeeds(t, socket:connect(target))
  network.close(t, socket, listener)
end)

network.finish()
