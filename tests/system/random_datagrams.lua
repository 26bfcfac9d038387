-- Random datagrams between some sockets, received into memories of random sizes, with resumes by hand: what comes
-- is what was sent, in each sender's order, or cut off and flagged so. random_datagrams.lua [COUNT [SEED]]

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local memory = require "memory"
local system = require "coutil.system"
local case = network.case

local count = tonumber(arg[1]) or 100
local seed = tonumber(arg[2]) or 1
local random = math.random

local function random_data()
  local size = random() < 0.1 and random(0, 3000) or random(0, 300)
  if size < 10 then return ("y"):rep(size) end
  return ("%09d,"):format(random(0, 999999999)):rep(size // 10 + 1):sub(1, size)
end

-- A socket whose port was asked for: one of the system's choice is lost when the socket is disconnected.
local function bound(t, domain)
  while true do
    local address = network.deserted(t, "datagram", domain)
    local socket = network.got(t, system.socket("datagram", domain))
    if socket:bind(address) then return socket, address end
    network.close(t, socket)
  end
end

-- Sockets with what is under way to each: a list for each sender's address.
local function sockets_of(t, domain)
  local sockets = {}
  for index = 1, random(2, 4) do
    local socket, address = bound(t, domain)
    sockets[index] = { socket = socket, address = address, awaited = {}, pending = 0, left = {} }
  end
  return sockets
end

local function send(t, sockets)
  local from, to = sockets[random(#sockets)], sockets[random(#sockets)]
  if to.pending > 10 then return end
  if random() < 0.1 then
    if from.connected then network.succeeds(t, from.socket:connect()) end
    from.connected = random() < 0.5 and to or nil
    if from.connected then network.succeeds(t, from.socket:connect(to.address)) end
  end
  local address = to.address
  if from.connected then to, address = from.connected, nil end
  if to.connected and to.connected ~= from or to.pending > 10 then return end
  local data, before = random_data(), random(0, 3)
  local long = ("<"):rep(before) .. data .. (">"):rep(random(0, 3))
  local list = to.awaited[tostring(from.address)] or {}
  to.awaited[tostring(from.address)] = list
  list[#list + 1] = data
  to.pending = to.pending + 1
  network.succeeds(t, from.socket:send(random() < 0.5 and long or memory.create(long), before + 1, before + #data,
    address))
end

local function receive(t, one)
  local size = random() < 0.3 and random(1, 40) or random(1, 30000)
  local buffer, from = memory.create(size), system.address(one.address.type)
  local i = random(1, size)
  local j = random(i, size)
  local bytes, truncated = one.socket:receive(buffer, i, j, from)
  local room = j - i + 1
  if bytes == "hand" then
    one.left[room] = true
    return
  end
  local list = one.awaited[tostring(from)]
  t:ok(list and list[1], "a datagram from " .. tostring(from) .. " that nobody sent")
  local data = table.remove(list, 1)
  if bytes < math.min(#data, room) then  -- it was cut off for a receive that was left, and kept
    t:ok(one.left[bytes], bytes .. " bytes where " .. math.min(#data, room) .. " fit")
    t:equal(truncated, true)
  else
    t:equal(bytes, math.min(#data, room))
    t:equal(truncated, #data > bytes)
  end
  t:equal(memory.tostring(buffer, i, i + bytes - 1), data:sub(1, bytes))
  t:equal(memory.tostring(buffer, i + bytes), ("\0"):rep(size - i - bytes + 1), "what lies behind the data")
  one.pending = one.pending - 1
end

-- A connected socket drops what is under way from others: connect only when nothing is.
local function exchange(t, domain, meddling)
  local sockets = sockets_of(t, domain)
  for _, one in ipairs(sockets) do
    one.reader = t:start(function()
      while not one.stop do receive(t, one) end
    end)
  end
  for _ = 1, random(20, 100) do
    if meddling and random() < 0.3 then
      local reader = sockets[random(#sockets)].reader
      if coroutine.status(reader) == "suspended" then t:resume(reader, "hand") end
    end
    local quiet = true
    for _, one in ipairs(sockets) do quiet = quiet and one.pending == 0 end
    if quiet then
      send(t, sockets)
    elseif random() < 0.7 then
      local from, to = sockets[random(#sockets)], sockets[random(#sockets)]
      if not from.connected and not to.connected and to.pending < 10 then
        local list = to.awaited[tostring(from.address)] or {}
        to.awaited[tostring(from.address)] = list
        list[#list + 1] = random_data()
        to.pending = to.pending + 1
        network.succeeds(t, from.socket:send(list[#list], 1, -1, to.address))
      end
    else
      system.pause(random() < 0.5 and 0 or 0.0002)
    end
  end
  for _, one in ipairs(sockets) do
    while one.pending > 0 do system.pause(0.0005) end
    one.stop = true
    t:resume(one.reader, "hand")
    t:status(one.reader, "dead")
    network.close(t, one.socket)
  end
end

for _, domain in ipairs(network.domains) do
  for name, meddling in pairs { ["undisturbed"] = false, ["with resumes by hand"] = true } do
    case(("random datagrams %s, %s"):format(name, domain), "manual, receive: copied, and whether truncated", function(t)
      math.randomseed(seed, #name)
      for _ = 1, count do
        network.together(t, function() exchange(t, domain, meddling) end)
      end
    end)
  end
end

network.finish()
