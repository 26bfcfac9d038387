-- The network's part of the fuzzer's programs. Streams carry a pattern, so that who receives knows what must
-- come next; datagrams carry their number and a pattern of their length. Other sockets are used without rules.

local checks = require "checks"
local memory = require "memory"
local system = require "coutil.system"

local random = math.random
local kStreamPort, kDatagramPort, kGroup = 7000, 7001, "239.1.2.3"
local kLongest = 200000 -- bytes that one connection carries

local sockets = {}
local open = setmetatable({}, { __mode = "k" }) -- every socket, until it is forgotten
local wild, memories = {}, {} -- those without rules

-- Byte number `at` of a pattern is known; so any piece of it can be compared.
local kPattern = {}
for at = 1, 251 do kPattern[at] = string.char((at * 7) % 251) end
kPattern = table.concat(kPattern)
local kPatterns = kPattern:rep(40)

local function piece(from, size) -- `from` counts from 0
  from = from % #kPattern
  return kPatterns:sub(from + 1, from + size)
end

local function add(socket)
  open[socket] = true
  return socket
end

local function new(kind)
  local socket, message = system.socket(kind)
  checks.result(socket, message)
  return socket and add(socket)
end

local function write_pattern(stream, limit)
  local sent = 0
  while sent < limit do
    local size = random() < 0.7 and random(1, 2000) or random(1, #kPatterns - #kPattern)
    if not checks.result(stream:send(piece(sent, size))) then return false end
    sent = sent + size
    if random() < 0.1 then system.pause(random() * 0.05) end
  end
  return true
end

local function read_pattern(stream)
  local buffer, received = memory.create(random(1, 8000)), 0
  while true do
    local count, message = stream:receive(buffer)
    if not checks.result(count, message) then return received, message end
    checks.ok(count > 0 and count <= #buffer, "a count of bytes")
    checks.equal(buffer:tostring(1, count), piece(received, count), "bytes after " .. received)
    received = received + count
    if random() < 0.1 then system.pause(random() * 0.05) end
    if random() < 0.01 then return received end
  end
end

local function serve(stream)
  local writer
  if random() < 0.3 then
    writer = coroutine.create(function()
      write_pattern(stream, random(0, kLongest))
      if random() < 0.5 then stream:shutdown() end
    end)
    assert(coroutine.resume(writer))
  end
  read_pattern(stream)
  if random() < 0.9 then stream:close() end -- else it is forgotten
end

-- The two sockets that each host has.
function sockets.listen()
  local listener = checks.ok(new "listen", "no socket")
  checks.ok(listener:bind(system.address("ipv4", "0.0.0.0", kStreamPort)), "bind after a start")
  checks.ok(listener:listen(random(1, 20)), "listen")
  assert(coroutine.resume(coroutine.create(function()
    while true do
      local stream = listener:accept()
      if not stream then return end
      assert(coroutine.resume(coroutine.create(serve), add(stream)))
    end
  end)))
  local datagrams = checks.ok(new "datagram", "no socket")
  checks.ok(datagrams:bind(system.address("ipv4", "0.0.0.0", kDatagramPort)), "bind")
  if random() < 0.5 then datagrams:joingroup(kGroup) end
  assert(coroutine.resume(coroutine.create(function()
    local buffer, from = memory.create(random(1, 3000)), system.address "ipv4"
    while true do
      local count, cut = datagrams:receive(buffer, 1, -1, from)
      if not count then return end
      local text = buffer:tostring(1, count)
      if text:sub(1, 4) ~= "from" then
        checks.equal(text, piece(0, count), "a datagram from " .. tostring(from))
        checks.ok(not cut or count == #buffer, "cut, and shorter than the room")
      end
    end
  end)))
end

function sockets.close_all()
  for socket in pairs(open) do socket:close() end
  wild, memories = {}, {}
  collectgarbage()
end

local function pick(list)
  if #list > 0 then return list[random(#list)] end
end

local function somebody(addresses, port) return system.address("ipv4", pick(addresses), port) end

local function target(addresses)
  local socket = random() < 0.5 and pick(wild)
  return socket and socket:getaddress() or somebody(addresses, random(7002, 7004)) -- not those with rules
end

local function any_memory()
  if random() < 0.3 and #memories > 0 then return pick(memories) end
  local bytes = memory.create()
  bytes:resize(random() < 0.9 and random(0, 2000) or random(0, 100000))
  if #memories < 10 then memories[#memories + 1] = bytes end
  return bytes
end

-- Calls it with one of those sockets, if there is any.
local function with(f)
  return function(addresses)
    local socket = pick(wild)
    if socket then checks.result(f(socket, addresses)) end
  end
end

local function connect_and_talk(addresses)
  local stream = new "stream"
  if not stream or not checks.result(stream:connect(somebody(addresses, kStreamPort))) then return end
  if random() < 0.5 then stream:setoption("nodelay", true) end
  if random() < 0.2 then stream:setoption("keepalive", random(1, 3)) end
  if write_pattern(stream, random(0, kLongest)) and random() < 0.5 then
    if checks.result(stream:shutdown()) then read_pattern(stream) end
  end
  if random() < 0.9 then stream:close() end
end

local function send_datagrams(addresses)
  local socket = new "datagram"
  if not socket then return end
  socket:setoption("broadcast", true)
  for _ = 1, random(10) do
    local to = somebody(addresses, kDatagramPort)
    if random() < 0.1 then to.literal = kGroup elseif random() < 0.1 then to.literal = "10.255.255.255" end
    local size = random() < 0.9 and random(0, 1400) or random(0, 9000)
    checks.result(socket:send(piece(0, size), 1, -1, to))
  end
  socket:close()
end

local function find(addresses)
  local name = pick { "name1", "name2", "localhost", addresses[1], "nobody.example", "*", "h1" }
  local getnext, domain = system.findaddr(name, pick { 80, "fuzz", "http", "nothing" }, pick { "4", "4s", "4d", "6m", "" })
  if not checks.result(getnext, domain) then return end
  local last
  for address in getnext do last = address end
  checks.ok(last, "findaddr found nothing, and did not say so")
end

sockets.operations = {
  connect_and_talk, connect_and_talk, connect_and_talk, send_datagrams, send_datagrams, find,
  function()
    if #wild > 15 then return end
    local kind = pick { "datagram", "stream", "stream", "listen" }
    local socket = new(kind)
    if not socket then return end
    wild[#wild + 1] = socket
    if kind ~= "stream" or random() < 0.2 then
      socket:bind(system.address("ipv4", random() < 0.5 and "0.0.0.0" or "127.0.0.1", random() < 0.7 and 0 or 7002))
    end
    if kind == "listen" and random() < 0.9 then socket:listen(random(0, 20)) end
  end,
  with(function(socket) return socket:receive(any_memory(), random(1, 3), random(-3, -1), system.address "ipv4") end),
  with(function(socket) return socket:receive(any_memory()) end),
  with(function(socket, addresses) return socket:send(any_memory(), random(1, 3), -1, target(addresses)) end),
  with(function(socket) return socket:send(("s"):rep(random() < 0.9 and random(0, 3000) or random(0, 500000))) end),
  with(function(socket, addresses) return socket:connect(target(addresses)) end),
  with(function(socket) return socket:shutdown() end),
  with(function(socket)
    local stream, message = socket:accept()
    if type(stream) == "userdata" then wild[#wild + 1] = add(stream) end
    return stream, message
  end),
  with(function(socket) return #tostring(socket) end),
  with(function(socket) return socket:getaddress(pick { "this", "peer" }) end),
  with(function(socket) return socket:close() or true end),
  function() if #wild > 0 then table.remove(wild, random(#wild)) end end,
  function()
    local bytes = pick(memories)
    if bytes then bytes:resize(random(0, 50000)) end
    if random() < 0.2 and #memories > 0 then table.remove(memories, random(#memories)) end
  end,
}

return sockets
