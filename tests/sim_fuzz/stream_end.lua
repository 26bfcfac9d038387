-- One end of a stream for streams.lua: sends its number of bytes of a pattern and then the end, and compares what
-- it gets. stream_end.lua PAIR BYTES [ADDRESS]: with an address it connects, without one it accepts.

local memory = require "memory"
local sim = require "coutil.sim"
local system = require "coutil.system"

local size, address = tonumber(arg[2]), arg[3]
local random = math.random
local kBlock = {}
for at = 0, 250 do kBlock[at + 1] = string.char(at * 7 % 251) end
local kPattern = table.concat(kBlock):rep(40)
local kLongest = #kPattern - 251

local function piece(from, count) return kPattern:sub(from % 251 + 1, from % 251 + count) end

-- Its size goes first, so that the other side knows how much to expect.
local function send(stream)
  if not stream:send(("<I4"):pack(size)) then return end
  local sent = 0
  while sent < size do
    local count = math.min(size - sent, random(kLongest))
    if not stream:send(piece(sent, count)) then return end
    sent = sent + count
    if random() < 0.2 then system.pause(random() * 0.3) end
  end
  stream:shutdown()
end

local function read_size(stream)
  local buffer, have = memory.create(4), 0
  while have < 4 do
    local count, why = stream:receive(buffer, have + 1)
    if not count then return nil, why end
    have = have + count
  end
  return buffer:unpack "<I4"
end

-- Whether all of it came, and then the end.
local function receive(stream)
  local expected = read_size(stream)
  if not expected then return false end
  local buffer, received = memory.create(random(1, 8000)), 0
  while true do
    local count, why = stream:receive(buffer)
    if not count then return why == "end of file" and received == expected end
    if buffer:tostring(1, count) ~= piece(received, count) then sim.fail("other bytes than were sent, after " .. received) end
    received = received + count
    if received > expected then sim.fail "more bytes than were sent" end
    if random() < 0.1 then system.pause(random() * 0.1) end
  end
end

local function connect()
  while true do
    local stream = assert(system.socket "stream")
    if stream:connect(system.address("ipv4", address, 7000)) then return stream end
    stream:close()
    system.pause(0.1)
  end
end

local function listen()
  local listener = assert(system.socket "listen")
  assert(listener:bind(system.address("ipv4", "0.0.0.0", 7000)))
  assert(listener:listen(5))
  return listener
end

local listener = not address and listen()

local function talk(stream)
  coroutine.wrap(send)(stream)
  if receive(stream) then sim.set(sim.hostname(), true) end
end

coroutine.wrap(function()
  if address then return talk(connect()) end
  while true do coroutine.wrap(talk)(listener:accept()) end -- a connect that timed out may have come through
end)()
system.run()
