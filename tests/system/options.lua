-- Conformance of coutil.system: setoption and getoption.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local system = require "coutil.system"
local case, got = network.case, network.got

local kNames = {
  datagram = { "broadcast", "mcastloop", "mcastttl", "mcastiface" },
  stream = { "keepalive", "nodelay" },
}

local function set(t, socket, name, value)
  network.succeeds(t, socket:setoption(name, value))
end

local function get(t, socket, name, expected)
  t:values(table.pack(socket:getoption(name)), expected)
end

-- Of each domain, bound and not.
local function each_socket(t, kind, body)
  for _, domain in ipairs(network.domains) do
    local socket = got(t, system.socket(kind, domain))
    body(socket, domain)
    network.close(t, socket)
    socket = network.bound(t, kind, domain)
    body(socket, domain)
    network.close(t, socket)
  end
end

case("broadcast as an option", "manual, getoption: broadcast, true or false", function(t)
  each_socket(t, "datagram", function(socket)
    get(t, socket, "broadcast", false)
    set(t, socket, "broadcast", true)
    get(t, socket, "broadcast", true)
    set(t, socket, "broadcast", true)
    get(t, socket, "broadcast", true)
    set(t, socket, "broadcast", false)
    get(t, socket, "broadcast", false)
  end)
end)

case("mcastloop", "manual, getoption: mcastloop, default is true", function(t)
  each_socket(t, "datagram", function(socket)
    get(t, socket, "mcastloop", true)
    set(t, socket, "mcastloop", false)
    get(t, socket, "mcastloop", false)
    set(t, socket, "mcastloop", true)
    get(t, socket, "mcastloop", true)
  end)
end)

case("mcastttl", "manual, getoption: mcastttl, from 1 to 255, default is 1", function(t)
  each_socket(t, "datagram", function(socket)
    get(t, socket, "mcastttl", 1)
    for _, value in ipairs { 2, 64, 255, 1, 128 } do
      set(t, socket, "mcastttl", value)
      get(t, socket, "mcastttl", value)
      t:equal(math.type(socket:getoption("mcastttl")), "integer")
    end
  end)
end)

case("mcastttl out of range", "pages, setoption: mcastttl 1..255, else argument error", function(t)
  local socket = got(t, system.socket("datagram"))
  set(t, socket, "mcastttl", 7)
  for _, value in ipairs { 0, -1, 256, 257, 1 << 32, math.maxinteger, 1.5, "many", {}, true } do
    t:raises("bad argument", socket.setoption, socket, "mcastttl", value)
  end
  t:raises("bad argument", socket.setoption, socket, "mcastttl")
  t:raises("bad argument", socket.setoption, socket, "mcastttl", nil)
  get(t, socket, "mcastttl", 7)
  network.close(t, socket)
end)

case("mcastiface", "pages, setoption: mcastiface: literal; nil unsets; get gives the literal", function(t)
  local socket = got(t, system.socket("datagram"))
  get(t, socket, "mcastiface", nil)
  set(t, socket, "mcastiface", "127.0.0.1")
  get(t, socket, "mcastiface", "127.0.0.1")
  set(t, socket, "mcastiface", nil)
  get(t, socket, "mcastiface", nil)
  network.close(t, socket)
end)

case("mcastiface as binary", "pages, setoption: mcastiface: string literal or binary", function(t)
  local socket = got(t, system.socket("datagram"))
  set(t, socket, "mcastiface", "\127\0\0\1")
  get(t, socket, "mcastiface", "127.0.0.1")
  network.close(t, socket)
end)

case("mcastiface as an address", "pages, setoption: mcastiface: address object", function(t)
  local socket = got(t, system.socket("datagram"))
  set(t, socket, "mcastiface", system.address("ipv4", "127.0.0.1", 80))
  get(t, socket, "mcastiface", "127.0.0.1")
  network.close(t, socket)
end)

case("mcastiface that is none", "pages, setoption: mcastiface", function(t)
  local socket = got(t, system.socket("datagram"))
  set(t, socket, "mcastiface", "127.0.0.1")
  for _, value in ipairs { "", "127.0.0", "lo and behold", "\1\2\3", {}, true } do
    t:raises("bad argument", socket.setoption, socket, "mcastiface", value)
  end
  network.fails(t, "address not available", socket:setoption("mcastiface", "198.51.100.1"))
  get(t, socket, "mcastiface", "127.0.0.1")
  network.close(t, socket)
end)

case("keepalive", "manual, getoption: keepalive: seconds when enabled, or nil", function(t)
  each_socket(t, "stream", function(socket)
    get(t, socket, "keepalive", nil)
    for _, seconds in ipairs { 1, 5, 60, 7200, 30 } do
      set(t, socket, "keepalive", seconds)
      get(t, socket, "keepalive", seconds)
      t:equal(math.type(socket:getoption("keepalive")), "integer")
    end
    set(t, socket, "keepalive", nil)
    get(t, socket, "keepalive", nil)
    set(t, socket, "keepalive", 5)
    set(t, socket, "keepalive", false)
    get(t, socket, "keepalive", nil)
  end)
end)

case("keepalive of no seconds", "pages, setoption: keepalive: integer seconds >= 1", function(t)
  local socket = got(t, system.socket("stream"))
  for _, value in ipairs { 0, -1, 1.5, "often", {}, math.mininteger } do
    t:raises("bad argument", socket.setoption, socket, "keepalive", value)
  end
  get(t, socket, "keepalive", nil)
  network.close(t, socket)
end)

case("nodelay", "manual, getoption: nodelay, true or false", function(t)
  each_socket(t, "stream", function(socket)
    get(t, socket, "nodelay", false)
    set(t, socket, "nodelay", true)
    get(t, socket, "nodelay", true)
    set(t, socket, "nodelay", false)
    get(t, socket, "nodelay", false)
  end)
end)

case("flags that are none", "pages, setoption: a value that the option can't have", function(t)
  local datagram, stream = got(t, system.socket("datagram")), got(t, system.socket("stream"))
  for _, value in ipairs { 0, 1, "true", {}, print } do
    t:raises("bad argument", datagram.setoption, datagram, "broadcast", value)
    t:raises("bad argument", datagram.setoption, datagram, "mcastloop", value)
    t:raises("bad argument", stream.setoption, stream, "nodelay", value)
  end
  t:raises("bad argument", datagram.setoption, datagram, "broadcast")
  t:raises("bad argument", stream.setoption, stream, "nodelay", nil)
  t:raises("bad argument", stream.setoption, stream, "keepalive", true)
  get(t, datagram, "broadcast", false)
  get(t, datagram, "mcastloop", true)
  get(t, stream, "nodelay", false)
  network.close(t, datagram, stream)
end)

case("options of connected streams", "manual, setoption", function(t)
  network.together(t, function()
    local client, server = network.pair(t)
    for _, socket in ipairs { client, server } do
      get(t, socket, "nodelay", false)
      set(t, socket, "nodelay", true)
      get(t, socket, "nodelay", true)
      get(t, socket, "keepalive", nil)
      set(t, socket, "keepalive", 20)
      get(t, socket, "keepalive", 20)
    end
    network.succeeds(t, client:send("hello"))
    t:equal(network.read(server), "hello")
    network.close(t, client, server)
  end)
end)

case("options set before connecting stay", "manual, setoption", function(t)
  network.together(t, function()
    local listener, address = network.listener(t)
    local client = got(t, system.socket("stream"))
    set(t, client, "nodelay", true)
    set(t, client, "keepalive", 9)
    network.succeeds(t, client:connect(address))
    get(t, client, "nodelay", true)
    get(t, client, "keepalive", 9)
    network.close(t, client, listener)
  end)
end)

for kind, names in network.sorted(kNames) do
  case("option names, " .. kind, "pages, options: bad name: argument error that lists the valid ones", function(t)
    local socket = got(t, system.socket(kind))
    local others = kind == "stream" and kNames.datagram or kNames.stream
    for _, name in ipairs { "", "Broadcast", "ttl", others[1], others[2] } do
      t:raises_argument(1, "getoption", function() socket:getoption(name) end)
      t:raises_argument(1, "setoption", function() socket:setoption(name, true) end)
      local _, message = pcall(function() socket:getoption(name) end)
      for _, valid in ipairs(names) do t:ok(message:find(valid, 1, true), message .. " does not list " .. valid) end
      _, message = pcall(function() socket:setoption(name, true) end)
      for _, valid in ipairs(names) do t:ok(message:find(valid, 1, true), message .. " does not list " .. valid) end
    end
    for _, name in ipairs { {}, true } do
      t:raises("bad argument", socket.getoption, socket, name)
      t:raises("bad argument", socket.setoption, socket, name, true)
    end
    t:raises("bad argument", socket.getoption, socket)
    network.close(t, socket)
  end)
end

network.finish()
