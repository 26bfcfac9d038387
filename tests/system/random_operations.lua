-- Random operations of the whole System section on a handful of sockets, by coroutines that are resumed by hand,
-- closed and forgotten at random: each gives what it may give, and in the end nothing is left.
-- random_operations.lua [COUNT [SEED]]

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local network = require "network"
local memory = require "memory"
local system = require "coutil.system"
local case = network.case

local count = tonumber(arg[1]) or 50
local seed = tonumber(arg[2]) or 1
local random = math.random

-- What an error in a worker may say; everything else is a failure.
local kErrors = { "already used", "in use", "not listening", "already listening", "is not available for sockets" }

local function pick(list)
  if #list > 0 then return list[random(#list)] end
end

-- One world of sockets, memories and workers.
local World = {}
World.__index = World

function World:socket()
  if #self.sockets > 15 then return end
  local kind = pick { "datagram", "stream", "stream", "listen" }
  local socket = network.got(self.t, system.socket(kind))
  self.sockets[#self.sockets + 1] = socket
  if kind ~= "stream" or random() < 0.2 then network.succeeds(self.t, socket:bind(network.any())) end
  if kind == "listen" and random() < 0.9 then network.succeeds(self.t, socket:listen(random(1, 20))) end
end

-- Where to connect or send to: a socket's own address, mostly.
function World:target()
  local socket = pick(self.sockets)
  local address = socket and random() < 0.95 and socket:getaddress()
  if address and address.port > 0 then return address end
  return self.deserted
end

function World:memory()
  if random() < 0.3 then return pick(self.memories) end
  local size = random() < 0.9 and random(0, 2000) or random(0, 300000)
  local new = memory.create()
  memory.resize(new, size)
  if #self.memories < 10 then self.memories[#self.memories + 1] = new end
  return new
end

local kOperations = {
  receive = function(world, socket)
    local buffer, from = world:memory(), system.address("ipv4")
    if not buffer then return true end
    return socket:receive(buffer, random(1, 3), random(-3, -1), random() < 0.5 and from or nil)
  end,
  send = function(world, socket)
    local size = random() < 0.9 and random(0, 3000) or random(0, 2000000)
    local data = random() < 0.5 and world:memory() or ("s"):rep(size)
    if not data then return true end
    return socket:send(data, random(1, 3), -1, random() < 0.7 and world:target() or nil)
  end,
  accept = function(world, socket)
    local accepted, message = socket:accept()
    if type(accepted) == "userdata" then
      world.sockets[#world.sockets + 1] = accepted
      return true
    end
    return accepted, message
  end,
  connect = function(world, socket) return socket:connect(world:target()) end,
  shutdown = function(_, socket) return socket:shutdown() end,
  option = function(_, socket) return socket:setoption("nodelay", random() < 0.5) end,
  close = function(_, socket) return socket:close() or true end,
  text = function(_, socket) return #tostring(socket) end,
  pause = function() return system.pause(random() < 0.5 and 0 or 0.0005) end,
  signal = function() return system.awaitsig(pick { "user1", "winresize" }) end,
  search = function()
    local getnext, domain = system.findaddr("127.0.0.1", random(0, 65535), "4")
    if type(getnext) ~= "function" then return getnext, domain end
    return #tostring(getnext())
  end,
}
local kNames = { "receive", "receive", "receive", "receive", "send", "send", "send", "accept", "accept", "connect",
  "connect", "shutdown", "option", "close", "text", "pause", "signal", "search" }

-- A value, or nil and a message, or what a resume by hand gave.
function World:check(name, ok, result, message)
  if ok then
    local good = result == "hand" or result == true or math.type(result) == "integer"
      or result == nil and type(message) == "string"
    return self.t:ok(good, ("%s gave %s, %s"):format(name, tostring(result), tostring(message)))
  end
  local text = tostring(result)
  for _, words in ipairs(kErrors) do
    if text:find(words, 1, true) then return end
  end
  if name == "option" and text:find("invalid option", 1, true) then return end
  self.t:ok(false, name .. " raised " .. text)
end

function World:worker()
  if #self.workers > 30 then return end
  local operations = random(1, 5)
  self.workers[#self.workers + 1] = self.t:start(function()
    for _ = 1, operations do
      local name = pick(kNames)
      local socket = pick(self.sockets)
      if socket then self:check(name, pcall(kOperations[name], self, socket)) end
    end
  end)
end

-- A worker that waits, and its place.
function World:waiting()
  local place = #self.workers > 0 and random(#self.workers)
  if place and coroutine.status(self.workers[place]) == "suspended" then return self.workers[place], place end
end

local kActions = {
  World.socket, World.worker, World.worker, World.worker, World.worker,
  function() system.pause(random() < 0.7 and 0 or 0.0003) end,
  function() system.pause(0) end,
  function(world)
    local worker = world:waiting()
    if worker then world.t:resume(worker, "hand") end
  end,
  function(world)
    local worker, place = world:waiting()
    if worker then
      world.t:equal(coroutine.close(worker), true)
      table.remove(world.workers, place)
    end
  end,
  function(world)  -- those that have ended
    for place = #world.workers, 1, -1 do
      if coroutine.status(world.workers[place]) == "dead" then table.remove(world.workers, place) end
    end
  end,
  function(world)
    if random() < 0.3 and #world.sockets > 0 then world.sockets[random(#world.sockets)]:close() end
  end,
  function(world)  -- forgotten, perhaps while somebody waits on it
    if random() < 0.3 and #world.sockets > 0 then table.remove(world.sockets, random(#world.sockets)) end
    if random() < 0.1 then collectgarbage() else collectgarbage("step", 100) end
  end,
  function(world)
    local one = pick(world.memories)
    if one then
      local ok, message = pcall(memory.resize, one, random(0, 100000))
      world.t:ok(ok or tostring(message):find("in use", 1, true), tostring(message))
    end
    if random() < 0.2 and #world.memories > 0 then table.remove(world.memories, random(#world.memories)) end
  end,
}

case("random operations", "semantics, System; pages, Sockets", function(t)
  math.randomseed(seed, 0)
  for round = 1, count do
    network.together(t, function()
      local world = setmetatable({ t = t, sockets = {}, memories = {}, workers = {},
        deserted = network.deserted(t, "listen") }, World)
      for _ = 1, random(100, 400) do pick(kActions)(world) end
      for _, socket in ipairs(world.sockets) do socket:close() end
      if round % 10 == 0 and network.executes then network.kill(t, "WINCH") end
      network.settle()
      for _, worker in ipairs(world.workers) do
        for _ = 1, 6 do
          if coroutine.status(worker) == "suspended" and random() < 0.5 then t:resume(worker, "hand") end
        end
        if coroutine.status(worker) == "suspended" then coroutine.close(worker) end
      end
      for _, socket in ipairs(world.sockets) do socket:close() end
    end)
    if round % 10 == 0 then
      collectgarbage()
      collectgarbage()
    end
  end
end)

network.finish()
