-- Finalizers that emit, lock, resume, close and collect, whenever the collector runs inside of any operation,
-- traced or not: nothing of it may crash. Random, by a seed; what comes of it is not compared. It must not
-- know the backend.

local event, mutex, promise = require "coutil.event", require "coutil.mutex", require "coutil.promise"
local queued, system = require "coutil.queued", require "coutil.system"
local trace, spawn = require "coutil.trace", require "coutil.spawn"
local seed = tonumber((...)) or 1
math.randomseed(seed)
trace.onerror(function() end)
local R = math.random
local vals = {"a", "b", {}, print, promise.create(), 1, 2.5, true, io.stdout, coroutine.running()}
for i = 1, 80 do vals[#vals + 1] = "name" .. i end
local cos = setmetatable({}, {__mode = R(2) == 1 and "v" or nil})
local function v() return vals[R(2) == 1 and R(5) or R(#vals)] end
local body
local depth = 0
local fin = 0
local function act()
  depth = depth + 1
  if depth < 6 then
  local k = R(22)
  local co = cos[R(20)]
  if k == 1 then event.emitone(v(), 1, 2)
  elseif k == 2 then event.emitall(v(), 1, 2)
  elseif k == 3 then pcall(mutex.lock, v())
  elseif k == 4 then pcall(mutex.unlock, v())
  elseif k == 5 and co then coroutine.resume(co, 1)
  elseif k == 6 and co and R(3) == 1 then pcall(coroutine.close, co)
  elseif k == 7 then local c = coroutine.create(body) cos[R(20)] = c coroutine.resume(c)
  elseif k == 8 then coroutine.wrap(body)()
  elseif k == 9 then spawn.catch(function() end, body)
  elseif k == 10 then queued.emitone(v(), R(3))
  elseif k == 11 then for i = 1, 4 do event.pending(v()) end
  elseif k == 12 then pcall(system.run, "ready")
  elseif k == 13 then trace.dump(false)
  elseif k == 14 and R(10) == 1 then collectgarbage(R(2) == 1 and "generational" or "incremental")
  elseif k == 15 then cos[R(20)] = nil
  elseif k == 16 then trace.name(v(), "n" .. R(10))
  elseif k == 17 and R(20) == 1 then collectgarbage()
  elseif k == 18 then collectgarbage("step", R(3))
  elseif k == 19 and R(10) == 1 then
    if R(2) == 1 then trace.stop() else trace.start("/dev/null") end
  elseif k == 20 then vals[R(5) == 1 and R(5) or R(#vals)] = R(2) == 1 and {} or "x" .. R(100)
  elseif k == 21 then spawn.trap(function() end, function() error("x") end)
  elseif k == 22 then
    local many = {}
    for i = 1, 70 do many[i] = "t" .. R(1000) end
    coroutine.wrap(event.awaitany)(table.unpack(many))
  end
  end
  depth = depth - 1
end
local meta = {}
meta.__gc = function() fin = fin + 1; act(); if R(3) > 0 then setmetatable({}, meta) end end
meta.__close = function() act() end
body = function()
  local g <close> = R(3) == 1 and setmetatable({}, {__close = act}) or nil
  for i = 1, R(6) do
    local k = R(12)
    if k == 1 then event.await(v())
    elseif k == 2 then event.awaitany(v(), v(), v())
    elseif k == 3 then event.awaitall(v(), v(), v())
    elseif k == 4 then mutex.lock(v())
    elseif k == 5 then pcall(mutex.unlock, v())
    elseif k == 6 then system.pause(R(2) == 1 and R() / 1e5 or nil)
    elseif k == 7 then coroutine.yield()
    elseif k == 8 then queued.await(v())
    elseif k == 9 then queued.awaitany(v(), v())
    elseif k == 10 then queued.awaitall(v(), v())
    elseif k == 11 then local p = vals[5] if type(p) == "function" then p() end
    else act() end
    act()
  end
  if R(10) == 1 then error({}) end
end
for i = 1, 10 do setmetatable({}, meta) end
collectgarbage("setpause", 0)
collectgarbage("setstepmul", 1000)
for _ = 1, tonumber((select(2, ...))) or 400 do depth = 0 pcall(act) end
depth = 0
for _, co in pairs(cos) do pcall(coroutine.close, co) end
print(("%d passed, 0 failed"):format(fin))
