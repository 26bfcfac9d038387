-- Conformance of coutil.system: address.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local system = require "coutil.system"
local case = network.case

local kNull6 = ("\0"):rep(16)
local kMapped = "\0\0\0\0\0\0\0\0\0\0\xff\xff\xc0\x00\x02\x80"

local function expect(t, address, kind, literal, binary, port)
  t:equal(address.type, kind)
  t:equal(address.literal, literal)
  t:equal(address.binary, binary)
  t:equal(address.port, port)
  t:equal(math.type(address.port), "integer")
  t:equal(tostring(address), (kind == "ipv4" and "%s:%d" or "[%s]:%d"):format(literal, port))
end

case("without data the null address", "manual, address: initialized with null data", function(t)
  expect(t, system.address("ipv4"), "ipv4", "0.0.0.0", "\0\0\0\0", 0)
  expect(t, system.address("ipv6"), "ipv6", "::", kNull6, 0)
  expect(t, system.address("ipv4", nil), "ipv4", "0.0.0.0", "\0\0\0\0", 0)
  expect(t, system.address("ipv6", nil, nil, nil), "ipv6", "::", kNull6, 0)
end)

case("the null host with a port", "pages, address: data nil is the null host, a port may be given", function(t)
  expect(t, system.address("ipv4", nil, 80), "ipv4", "0.0.0.0", "\0\0\0\0", 80)
  expect(t, system.address("ipv6", nil, 8080), "ipv6", "::", kNull6, 8080)
end)

case("the type is one of two", "manual, address: type is either ipv4 or ipv6", function(t)
  for _, kind in ipairs { "", "ipv5", "IPv4", "ip", "ipv46", "datagram" } do
    t:raises_argument(1, "address", system.address, kind)
  end
  t:raises_argument(1, "address", system.address)
  t:raises_argument(1, "address", system.address, nil, "1.2.3.4:80")
  t:raises_argument(1, "address", system.address, {})
end)

case("text of a URI, ipv4", "manual, address: only data: a literal address as inside a URI", function(t)
  expect(t, system.address("ipv4", "192.0.2.128:80"), "ipv4", "192.0.2.128", "\192\0\2\128", 80)
  expect(t, system.address("ipv4", "0.0.0.0:0"), "ipv4", "0.0.0.0", "\0\0\0\0", 0)
  expect(t, system.address("ipv4", "255.255.255.255:65535"), "ipv4", "255.255.255.255", "\xff\xff\xff\xff", 65535)
end)

case("text of a URI, ipv6", "manual, address: only data: a literal address as inside a URI", function(t)
  expect(t, system.address("ipv6", "[::ffff:c000:0280]:80"), "ipv6", "::ffff:192.0.2.128", kMapped, 80)
  expect(t, system.address("ipv6", "[::]:0"), "ipv6", "::", kNull6, 0)
  expect(t, system.address("ipv6", "[::1]:65535"), "ipv6", "::1", ("\0"):rep(15) .. "\1", 65535)
end)

case("what is no URI's text, ipv4", "pages, address: else error invalid URI format", function(t)
  for _, text in ipairs { "", "1.2.3.4", "1.2.3.4:", "1.2.3.4:x", "1.2.3.4:80:90", "80", "[1.2.3.4]" } do
    t:raises("", system.address, "ipv4", text)
  end
  t:raises("invalid URI format", system.address, "ipv4", "1.2.3.4")
  t:raises("invalid URI format", system.address, "ipv4", "")
  for _, text in ipairs { "1.2.3.4:80x", "1.2.3.4: 80", "1.2.3.4:80 ", " 1.2.3.4:80", "1.2.3:80", "1.2.3.4.5:80", ":80",
    "256.2.3.4:80", "[::1]:80", "::1:80", "localhost:80", "[1.2.3.4]:80", "1.2.3.4:0x50", "1.2.3.4:8e1" } do
    t:ok(not pcall(system.address, "ipv4", text), text .. " was taken for an address")
  end
end)

case("what is no URI's text, ipv6", "pages, address: else error invalid URI format", function(t)
  t:raises("invalid URI format", system.address, "ipv6", "::1")
  t:raises("invalid URI format", system.address, "ipv6", "")
  for _, text in ipairs { "::1:80", "[::1]", "[::1]:", "[::1]80", "[::1:80", "::1]:80", "[]:80", "[::1]:x", "[::1]:80x",
    "[1.2.3.4]:80", "1.2.3.4:80", "[[::1]]:80", "[::g]:80", " [::1]:80", "[::1]:80:", "[::1] :80" } do
    t:ok(not pcall(system.address, "ipv6", text), text .. " was taken for an address")
  end
end)

case("a zero byte in the text", "pages, address: invalid URI format, bad literal", function(t)
  for _, text in ipairs { "1.2.3.4\0:80", "1.2.3.4:80\0", "1.2.3.4:8\0000", "\0" .. "1.2.3.4:80" } do
    t:ok(not pcall(system.address, "ipv4", text), ("%q was taken for an address"):format(text))
  end
  t:ok(not pcall(system.address, "ipv4", "1.2.3.4\0", 80), "a literal with a zero byte")
  t:ok(not pcall(system.address, "ipv6", "::1\0", 80), "a literal with a zero byte")
end)

case("a URI's port", "pages, address: port not 0..65535 is an invalid port", function(t)
  for _, port in ipairs { "65536", "99999", "-1", "18446744073709551696", "99999999999999999999" } do
    t:ok(not pcall(system.address, "ipv4", "1.2.3.4:" .. port), port .. " was taken for a port")
    t:ok(not pcall(system.address, "ipv6", "[::1]:" .. port), port .. " was taken for a port")
  end
  t:raises("invalid port", system.address, "ipv4", "1.2.3.4:65536")
  t:raises("invalid port", system.address, "ipv6", "[::1]:65536")
end)

case("host and port", "manual, address: data is a host address and port a port number", function(t)
  expect(t, system.address("ipv4", "192.0.2.128", 80), "ipv4", "192.0.2.128", "\192\0\2\128", 80)
  expect(t, system.address("ipv4", "192.0.2.128", 0, "t"), "ipv4", "192.0.2.128", "\192\0\2\128", 0)
  expect(t, system.address("ipv6", "::ffff:c000:0280", 65535), "ipv6", "::ffff:192.0.2.128", kMapped, 65535)
  expect(t, system.address("ipv6", "::", 1.0), "ipv6", "::", kNull6, 1)
end)

case("a port out of range", "pages, address: port not 0..65535 is an invalid port", function(t)
  for _, port in ipairs { -1, 65536, 65616, math.maxinteger, math.mininteger, 1 << 32 } do
    t:raises("invalid port", system.address, "ipv4", "1.2.3.4", port)
    t:raises("invalid port", system.address, "ipv6", "::1", port)
    t:raises("invalid port", system.address, "ipv4", nil, port)
    t:raises("invalid port", system.address, "ipv4", "\1\2\3\4", port, "b")
  end
end)

case("a port that is no integer", "manual, address: port is a port number", function(t)
  t:raises_argument(3, "address", system.address, "ipv4", "1.2.3.4", 80.5)
  t:raises_argument(3, "address", system.address, "ipv4", "1.2.3.4", "http")
  t:raises_argument(3, "address", system.address, "ipv4", "1.2.3.4", {})
  t:raises_argument(3, "address", system.address, "ipv4", "1.2.3.4", true)
end)

case("binary data", "manual, address: mode b: binary data", function(t)
  expect(t, system.address("ipv4", "\192\0\2\128", 80, "b"), "ipv4", "192.0.2.128", "\192\0\2\128", 80)
  expect(t, system.address("ipv4", "\0\0\0\0", 1, "b"), "ipv4", "0.0.0.0", "\0\0\0\0", 1)
  expect(t, system.address("ipv6", kMapped, 80, "b"), "ipv6", "::ffff:192.0.2.128", kMapped, 80)
end)

case("binary data without a port", "pages, address: b without port: port 0", function(t)
  expect(t, system.address("ipv4", "\192\0\2\128", nil, "b"), "ipv4", "192.0.2.128", "\192\0\2\128", 0)
  expect(t, system.address("ipv6", kMapped, nil, "b"), "ipv6", "::ffff:192.0.2.128", kMapped, 0)
end)

case("binary data of the wrong size", "pages, address: b needs 4 or 16 bytes", function(t)
  for size = 0, 20 do
    local data = ("\1"):rep(size)
    if size ~= 4 then t:raises_argument(2, "address", system.address, "ipv4", data, 80, "b") end
    if size ~= 16 then t:raises_argument(2, "address", system.address, "ipv6", data, 80, "b") end
  end
end)

case("the mode is one of two letters", "manual, address: mode may be b or t", function(t)
  for _, mode in ipairs { "", "x", "B", "T", "text", "binary", "tb" } do
    t:raises_argument(4, "address", system.address, "ipv4", "1.2.3.4", 80, mode)
  end
  t:raises_argument(4, "address", system.address, "ipv4", "1.2.3.4", 80, {})
end)

case("a bad literal", "pages, address: bad literal: argument error", function(t)
  for _, text in ipairs { "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.-4", "1.2.3.4 ", " 1.2.3.4", "a.b.c.d",
    "1..2.3", "1.2.3.4:80", "::1", "localhost", "0x1.2.3.4", "1.2.3.1111" } do
    t:raises_argument(2, "address", system.address, "ipv4", text, 80)
  end
  for _, text in ipairs { "", ":", ":::", "1::2::3", "12345::", "g::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "[::1]",
    "::1.2.3", "1.2.3.4", "::1 ", "fe80::1%lo", "fe80::1%1", "1:2:3:4:5:6:7:",
    ":1:2:3:4:5:6:7", "::256.1.1.1", "::1.2.3.4:5" } do
    t:raises_argument(2, "address", system.address, "ipv6", text, 80)
  end
end)

case("data that is no string", "manual, address: data is a string", function(t)
  for _, data in ipairs { {}, true, print, io.stdout } do
    t:raises_argument(2, "address", system.address, "ipv4", data)
    t:raises_argument(2, "address", system.address, "ipv4", data, 80)
    t:raises_argument(2, "address", system.address, "ipv6", data, 80, "b")
  end
end)

case("literals as they are written", "pages, address: IPv6 literals as RFC 5952", function(t)
  for given, written in pairs {
    ["2001:0db8:0:0:0:0:2:1"] = "2001:db8::2:1",
    ["2001:db8:0:1:1:1:1:1"] = "2001:db8:0:1:1:1:1:1",
    ["2001:0:0:1:0:0:0:1"] = "2001:0:0:1::1",
    ["2001:db8:0:0:1:0:0:1"] = "2001:db8::1:0:0:1",
    ["2001:DB8:AAAA::FFFF"] = "2001:db8:aaaa::ffff",
    ["0:0:0:0:0:0:0:1"] = "::1",
    ["0:0:0:0:0:0:0:0"] = "::",
    ["1:0:0:0:0:0:0:0"] = "1::",
    ["0:1:2:3:4:5:6:7"] = "0:1:2:3:4:5:6:7",
    ["1:2:3:4:5:6:0:0"] = "1:2:3:4:5:6::",
    ["1:2:3:4:5:6:7:0"] = "1:2:3:4:5:6:7:0",
    ["0001:0020:0300:4000:5:6:7:8"] = "1:20:300:4000:5:6:7:8",
    ["64:ff9b::192.0.2.33"] = "64:ff9b::c000:221",
    ["::ffff:1.2.3.4"] = "::ffff:1.2.3.4",
    ["fe80::1"] = "fe80::1",
    ["ff02::0001"] = "ff02::1",
    ["ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255"] = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  } do
    t:equal(system.address("ipv6", given, 1).literal, written)
    t:equal(system.address("ipv6", "[" .. given .. "]:1").literal, written)
    t:equal(system.address("ipv6", written, 1).literal, written)
  end
end)

case("an assigned literal", "pages, address: literal is assignable", function(t)
  local address = system.address("ipv4", "1.2.3.4:80")
  address.literal = "192.0.2.128"
  expect(t, address, "ipv4", "192.0.2.128", "\192\0\2\128", 80)
  address = system.address("ipv6", "[::1]:80")
  address.literal = "::ffff:c000:0280"
  expect(t, address, "ipv6", "::ffff:192.0.2.128", kMapped, 80)
end)

case("an assigned binary", "pages, address: binary is assignable", function(t)
  local address = system.address("ipv4", "1.2.3.4:80")
  address.binary = "\192\0\2\128"
  expect(t, address, "ipv4", "192.0.2.128", "\192\0\2\128", 80)
  address = system.address("ipv6", "[::1]:80")
  address.binary = kMapped
  expect(t, address, "ipv6", "::ffff:192.0.2.128", kMapped, 80)
end)

case("an assigned port", "pages, address: port is assignable", function(t)
  local address = system.address("ipv4", "1.2.3.4:80")
  for _, port in ipairs { 0, 1, 255, 256, 8080, 65535 } do
    address.port = port
    expect(t, address, "ipv4", "1.2.3.4", "\1\2\3\4", port)
  end
  for _, port in ipairs { -1, 65536, math.maxinteger } do
    t:raises("invalid port", function() address.port = port end)
  end
  for _, port in ipairs { 80.5, "http", {}, false } do t:raises("", function() address.port = port end) end
  t:raises("", function() address.port = nil end)
  expect(t, address, "ipv4", "1.2.3.4", "\1\2\3\4", 65535)
end)

case("the other type assigned", "pages, address: the null host of that type, keeps the port", function(t)
  local address = system.address("ipv4", "1.2.3.4:80")
  address.type = "ipv6"
  expect(t, address, "ipv6", "::", kNull6, 80)
  address.literal = "::1"
  address.type = "ipv4"
  expect(t, address, "ipv4", "0.0.0.0", "\0\0\0\0", 80)
end)

case("the same type assigned", "pages, address: same type changes nothing", function(t)
  local address = system.address("ipv4", "1.2.3.4:80")
  address.type = "ipv4"
  expect(t, address, "ipv4", "1.2.3.4", "\1\2\3\4", 80)
  address = system.address("ipv6", "[::1]:80")
  address.type = "ipv6"
  t:equal(tostring(address), "[::1]:80")
end)

case("bad values are not assigned", "pages, address: bad literal, bytes or type: argument error", function(t)
  local address = system.address("ipv4", "1.2.3.4:80")
  for field, values in pairs {
    type = { "ipv5", "", 4, {} },
    literal = { "1.2.3", "::1", "", "1.2.3.4:80", {}, true },
    binary = { "", "\1\2\3", "\1\2\3\4\5", kNull6, {}, true },
  } do
    for _, value in ipairs(values) do t:raises("", function() address[field] = value end) end
    t:raises("", function() address[field] = nil end)
  end
  expect(t, address, "ipv4", "1.2.3.4", "\1\2\3\4", 80)
  address = system.address("ipv6", "[::1]:80")
  for _, value in ipairs { "", "\1\2\3\4", ("\1"):rep(15), ("\1"):rep(17) } do
    t:raises("", function() address.binary = value end)
  end
  t:raises("", function() address.literal = "1.2.3.4" end)
  t:equal(tostring(address), "[::1]:80")
end)

case("an unknown field", "pages, address: read gives nil, write raises", function(t)
  local address = system.address("ipv4", "1.2.3.4:80")
  for _, field in ipairs { "host", "Port", "", 1, 0, true, {}, print } do
    t:equal(address[field], nil)
    t:raises("", function() address[field] = 1 end)
    t:equal(address[field], nil)
  end
end)

case("equal addresses", "pages, address: == compares type, host, port", function(t)
  t:equal(system.address("ipv4", "1.2.3.4:80") == system.address("ipv4", "\1\2\3\4", 80, "b"), true)
  t:equal(system.address("ipv6", "[::1]:80") == system.address("ipv6", "0:0::0:1", 80), true)
  t:equal(system.address("ipv4") == system.address("ipv4", "0.0.0.0:0"), true)
  t:equal(rawequal(system.address("ipv4"), system.address("ipv4")), false)
  local address = system.address("ipv6", "[::1]:80")
  address.type = "ipv4"
  t:equal(address == system.address("ipv4", "0.0.0.0:80"), true)
end)

case("different addresses", "pages, address: == compares type, host, port", function(t)
  local address = system.address("ipv4", "1.2.3.4:80")
  t:equal(address == system.address("ipv4", "1.2.3.4:81"), false)
  t:equal(address == system.address("ipv4", "1.2.3.5:80"), false)
  t:equal(address == system.address("ipv6", "::ffff:1.2.3.4", 80), false)
  t:equal(system.address("ipv4") == system.address("ipv6"), false)
  t:equal(system.address("ipv6", "[::1]:80") == system.address("ipv6", "[::2]:80"), false)
  for _, other in ipairs { "1.2.3.4:80", 80, {}, io.stdout, true } do t:equal(address == other, false) end
end)

case("copies are independent", "manual, address: returns a new structure", function(t)
  local one = system.address("ipv4", "1.2.3.4:80")
  local other = system.address(one.type, one.literal, one.port)
  one.port = 81
  one.binary = "\4\3\2\1"
  expect(t, other, "ipv4", "1.2.3.4", "\1\2\3\4", 80)
  t:equal(one == other, false)
end)

case("a table that poses as an address", "pages: a mistake raises an error, and nothing has happened", function(t)
  local metatable = getmetatable(system.address("ipv4"))
  if type(metatable) ~= "table" then return end  -- it is hidden: nothing to try
  local poser = setmetatable({}, metatable)
  t:raises("", function() return poser.port end)
  t:raises("", function() poser.port = 1 end)
  t:raises("", tostring, poser)
  t:equal(poser == system.address("ipv4"), false)
end)

case("addresses outside a coroutine", "pages: address never suspends", function(t)
  t:equal(coroutine.isyieldable(), false)
  local address
  local co = t:start(function() address = system.address("ipv4", "1.2.3.4:80") end)
  t:status(co, "dead")
  t:equal(address == system.address("ipv4", "1.2.3.4:80"), true)
end)

network.finish()
