-- Random sends and receives over loopback connections, in random interleaving, with resumes by hand and closes:
-- every frame arrives once, whole, and in order. random_streams.lua [COUNT [SEED]]

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local memory = require "memory"
local system = require "coutil.system"
local case, got = network.case, network.got

local count = tonumber(arg[1]) or 100
local seed = tonumber(arg[2]) or 1
local random = math.random
local pattern = {}
for index = 1, 4096 do pattern[index] = string.char(index * 193 % 251) end
pattern = table.concat(pattern):rep(80)

-- A frame is its number, its length and that many bytes that depend on the number.
local function frame_of(number, length)
  return (">I4I4"):pack(number, length) .. pattern:sub(number + 1, number + length)
end

local function random_length()
  local way = random()
  if way < 0.5 then return random(0, 40) end
  if way < 0.9 then return random(0, 5000) end
  return random(0, 300000)
end

-- One direction of a connection: what was sent surely, what perhaps (by a send that was left), what came.
local Channel = {}
Channel.__index = Channel

local function channel(t, from, to)
  return setmetatable({ t = t, from = from, to = to, surely = {}, next_number = 1, bytes = "", came = 0, ended = false,
    readers = 0 }, Channel)
end

-- Sends so many frames; some from strings, some from memories, some as a part of something longer.
function Channel:write(frames)
  while frames > 0 do
    local number, length = self.next_number, random_length()
    local data = frame_of(number, length)
    local before = random(0, 3)
    local long = ("<"):rep(before) .. data .. (">"):rep(random(0, 3))
    local source = random() < 0.5 and long or memory.create(long)
    local ok, result, message = pcall(self.from.send, self.from, source, before + 1, before + #data)
    if not ok then
      self.t:ok(tostring(result):find("already used", 1, true), tostring(result))
      system.pause()  -- a send that was left has not ended
    else
      self.next_number = number + 1
      frames = frames - 1
      if result == true then
        self.surely[number] = true
      elseif result ~= "hand" then
        self.failure = message
        return
      end
      if random() < 0.1 then system.pause(random() < 0.5 and 0 or 0.0005) end
    end
  end
end

-- Takes what came into the frames that it makes up.
function Channel:take(bytes)
  self.bytes = self.bytes .. bytes
  while #self.bytes >= 8 do
    local number, length = (">I4I4"):unpack(self.bytes)
    if #self.bytes < 8 + length then return end
    self.t:ok(number > self.came, "frame " .. number .. " after " .. self.came)
    for missing = self.came + 1, number - 1 do
      self.t:ok(not self.surely[missing], "frame " .. missing .. " was sent and did not come")
    end
    self.t:ok(self.bytes:sub(1, 8 + length) == frame_of(number, length), "the bytes of frame " .. number)
    self.bytes = self.bytes:sub(9 + length)
    self.came = number
  end
end

function Channel:read()
  self.readers = self.readers + 1
  while not self.ended do
    local size = random() < 0.3 and random(1, 30) or random(1, 100000)
    local buffer = memory.create(size)
    local i = random(1, size)
    local j = random(i, size)
    local result, message = self.to:receive(buffer, i, j)
    if result == "hand" then
      -- left by the meddler; goes on with another memory
    elseif result == nil then
      self.ended, self.message = true, message
    else
      self.t:ok(result >= 1 and result <= j - i + 1, "a number of bytes that fits")
      self:take(memory.tostring(buffer, i, i + result - 1))
      if random() < 0.1 then system.pause() end
    end
  end
end

-- Whether all that was surely sent came, and nothing is left over.
function Channel:complete()
  for number in pairs(self.surely) do self.t:ok(number <= self.came, "frame " .. number .. " did not come") end
  self.t:equal(#self.bytes, 0, "bytes of half a frame")
end

-- Runs both directions; `meddle` may resume readers and writers by hand and close readers.
local function exchange(t, meddling, ending)
  local client, server = network.pair(t)
  local channels = { channel(t, client, server), channel(t, server, client) }
  local writing = 2
  for _, one in ipairs(channels) do
    one.writer = t:start(function()
      one:write(random(1, 40))
      writing = writing - 1
    end)
    one.reader = t:start(function() one:read() end)
  end
  local function meddle(one)
    local way = random()
    if way < 0.4 and coroutine.status(one.reader) == "suspended" then
      if way < 0.2 then
        t:resume(one.reader, "hand")
      else
        coroutine.close(one.reader)
        one.reader = t:start(function() one:read() end)
      end
    elseif way > 0.7 and coroutine.status(one.writer) == "suspended" then
      t:resume(one.writer, "hand")
    end
  end
  local rounds = ending == "cut" and random(0, 40) or math.maxinteger
  while writing > 0 and rounds > 0 do
    system.pause(random() < 0.5 and 0 or 0.0002)
    rounds = rounds - 1
    if meddling and random() < 0.5 then meddle(channels[random(2)]) end
  end
  if ending == "cut" then
    network.close(t, client)
    while not (channels[1].ended and channels[2].ended) do system.pause(0.0005) end
    t:equal(channels[2].message, "closed")
    network.close(t, server)
    while writing > 0 do system.pause(0.0005) end
    return
  end
  for _, one in ipairs(channels) do
    repeat  -- a send that was left may still be under way
      local ok, result, message = pcall(one.from.shutdown, one.from)
      if ok then got(t, result, message) else system.pause() end
    until ok
  end
  while not (channels[1].ended and channels[2].ended) do system.pause(0.0005) end
  for _, one in ipairs(channels) do
    t:equal(one.message, "end of file")
    one:complete()
  end
  network.close(t, client, server)
end

for name, way in pairs {
  ["undisturbed"] = {},
  ["with resumes by hand and closed readers"] = { meddling = true },
  ["cut off in the middle"] = { meddling = true, ending = "cut" },
} do
  case("random streams " .. name, "pages, socket: every byte once and in order", function(t)
    math.randomseed(seed, #name)
    for _ = 1, count do
      network.together(t, function() exchange(t, way.meddling, way.ending) end)
    end
  end)
end

network.finish()
