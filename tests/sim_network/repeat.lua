-- Streams, datagrams, a group, names and refusals on one simulated host, with much going on at once: what runs
-- many times and must come out the same. Prints what a program can see.

local memory = require "memory"
local system = require "coutil.system"

local function spawn(f) coroutine.wrap(f)() end

local function log(...) print(("%.9f"):format(system.time and system.time() or os.clock()), ...) end

local listener = assert(system.socket("listen"))
assert(listener:bind(system.address("ipv4", "127.0.0.1:0")))
assert(listener:listen(4))
local address = listener:getaddress()

local function echo(stream)
  local buffer = memory.create(700)
  while true do
    local count, message = stream:receive(buffer)
    if not count then
      log("served", message)
      return stream:close()
    end
    if not stream:send(buffer, 1, count) then return stream:close() end
  end
end

spawn(function()
  for _ = 1, 12 do
    local stream = assert(listener:accept())
    spawn(function() echo(stream) end)
  end
  listener:close()
end)

for index = 1, 12 do
  spawn(function()
    local stream = assert(system.socket("stream"))
    assert(stream:connect(address))
    local size, came, buffer = index * 1500, 0, memory.create(900)
    spawn(function()
      assert(stream:send(("%05d"):format(index):rep(size // 5)))
      if index % 3 ~= 0 then stream:shutdown() end
    end)
    while came < size do came = came + assert(stream:receive(buffer)) end
    log("client", index, came, tostring(stream:getaddress()))
    stream:close()
  end)
end

local datagrams = {}
for index = 1, 4 do
  datagrams[index] = assert(system.socket("datagram"))
  assert(datagrams[index]:bind(system.address("ipv4", "0.0.0.0:" .. 5000 + index)))
  assert(datagrams[index]:joingroup("239.1.2.3"))
end
local sending = #datagrams
for index, socket in ipairs(datagrams) do
  spawn(function()
    local buffer, from = memory.create(100), system.address("ipv4")
    while true do
      local count, truncated = socket:receive(buffer, 1, -1, from)
      log("datagram", index, count, truncated, tostring(from))
      if not count then return end
    end
  end)
  spawn(function()
    for turn = 1, 20 do
      local host = turn % 4 == 0 and "239.1.2.3" or "127.0.0.1"
      local text = ("x"):rep(turn * 7)
      assert(socket:send(text, 1, -1, system.address("ipv4", host, 5001 + (index + turn) % 4)))
      system.pause(math.random() / 100)
    end
    sending = sending - 1
    if sending > 0 then return end
    system.pause(0.01)
    for _, each in ipairs(datagrams) do each:close() end
  end)
end

spawn(function()
  for found, kind in system.findaddr("localhost", "http") do log("found", tostring(found), kind) end
  log("unknown", system.findaddr("nobody.example"))
  local stream = assert(system.socket("stream"))
  log("refused", stream:connect(system.address("ipv4", "127.0.0.1:9")))
end)

system.run()
log("over")
