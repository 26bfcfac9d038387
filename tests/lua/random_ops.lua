-- Random programs as data: made from a seed, printed, and run on a given set of modules with every
-- observation logged. It must not know whether those modules are the engine's or the model's.

local programs = {}

local pack, unpack = table.pack, table.unpack
local random = math.random

-- What can be waited for, by number: two events on constants, one on a table, two mutexes, two promises.
local kEvents, kMutexes, kPromises, kTargets = 3, 2, 2, 7
local kNames = { "e1", "e2", "e3", "m1", "m2", "p1", "p2" }

local function new_targets(modules)
  local targets = { "random event", 7.5, {}, {}, {} }
  local fulfil = {}
  for index = 1, kPromises do targets[5 + index], fulfil[index] = modules.promise.create() end
  return targets, fulfil
end

-- The kinds of operations: how often they come, and what arguments they have.
local function a_target() return random(10) <= 8 and random(kEvents) or random(kTargets) end
local function a_mutex() return kEvents + random(kMutexes) end
local function a_promise() return 5 + random(kPromises) end
local function a_value() return random(99) end
local function a_body(program) return random(program.count) end

local function some(choose)
  local list = {}
  for index = 1, random(4) do list[index] = choose() end
  return list
end

local function some_targets() return some(a_target) end
local function some_promises() return some(a_promise) end

local kKinds = {
  { "await", 10, a_target },
  { "awaitall", 5, some_targets },
  { "awaitany", 6, some_targets },
  { "emitone", 10, a_target, a_value },
  { "emitall", 8, a_target, a_value },
  { "pending", 2, a_target },
  { "queued.await", 4, a_target },
  { "queued.awaitall", 3, some_targets },
  { "queued.awaitany", 3, some_targets },
  { "queued.emitone", 4, a_target, a_value },
  { "queued.emitall", 3, a_target, a_value },
  { "isqueued", 1, a_target },
  { "lock", 6, a_mutex },
  { "unlock", 5, a_mutex },
  { "islocked", 1, a_mutex },
  { "ownlock", 1, a_mutex },
  { "claim", 4, a_promise },
  { "probe", 1, a_promise },
  { "fulfil", 2, a_promise, a_value },
  { "promise.awaitall", 3, some_promises },
  { "promise.awaitany", 3, some_promises },
  { "onlypending", 1, some_promises },
  { "pickready", 1, some_promises },
  { "pause", 6 },
  { "yield", 3 },
  { "resume", 7, a_body, a_value },
  { "close", 2, a_body },
  { "status", 1, a_body },
  { "catch", 2, a_body },
  { "trap", 2, a_body },
  { "error", 1, a_value },
  { "guard", 1, a_target },
  { "stray", 1 },
  { "collect", 1 },
  { "run", 2 },
  { "halt", 1 },
}

local kWeights = 0
for _, kind in ipairs(kKinds) do kWeights = kWeights + kind[2] end

local kDelays = { false, false, 0, -1 }
local kVirtualDelays = { false, 0, -1, 0.001, 0.001, 0.002, 0.002, 0.003, 0.0000005 }
local kModes = { "loop", "step", "ready", "step", "ready" }

local function random_op(program)
  local left = random(kWeights)
  for _, kind in ipairs(kKinds) do
    left = left - kind[2]
    if left <= 0 then
      local op = { kind[1] }
      for index = 3, #kind do op[index - 1] = kind[index](program) end
      if op[1] == "pause" then
        local delays = program.virtual and kVirtualDelays or kDelays
        op[2] = delays[random(#delays)]
      elseif op[1] == "run" then
        op[2] = kModes[random(#kModes)]
      end
      return op
    end
  end
end

-- Body 0 is the main program's; `bodies` lists the coroutines' first and ends with it.
function programs.generate(seed, virtual)
  math.randomseed(seed)
  local program = { seed = seed, virtual = virtual, count = random(2, 7), bodies = {} }
  for index = 1, program.count + 1 do
    local body = {}
    local length = index > program.count and random(5, 25) or random(1, 8)
    for place = 1, length do body[place] = random_op(program) end
    program.bodies[index] = body
  end
  return program
end

local function describe_op(op)
  local words = {}
  for index = 2, #op do
    local value = op[index]
    words[#words + 1] = type(value) == "table" and "{" .. table.concat(value, " ") .. "}" or tostring(value)
  end
  return op[1] .. "(" .. table.concat(words, " ") .. ")"
end

function programs.describe(program)
  local lines = { "(1-3 are events, 4 and 5 mutexes, 6 and 7 promises)" }
  for index, body in ipairs(program.bodies) do
    local words = {}
    for place, op in ipairs(body) do words[place] = describe_op(op) end
    lines[#lines + 1] = (index > program.count and "main: " or "body " .. index .. ": ") .. table.concat(words, " ")
  end
  return table.concat(lines, "\n")
end

local kWords = { "unable to yield", "nested lock", "lock not owned", "already running", "not running", "bad argument",
  "non-suspended", "dead coroutine" }

local function show_error(err)
  for _, words in ipairs(kWords) do
    if tostring(err):find(words, 1, true) then return words end
  end
  return tostring(err)
end

local World = {}
World.__index = World

function World:show(value)
  return self.names[value] or (type(value) == "thread" and "co" .. self:id(value)) or tostring(value)
end

function World:id(co)
  for index, other in ipairs(self.coroutines) do
    if other == co then return index end
  end
  return "?"
end

function World:show_all(first, ...)
  local count = select("#", ...)
  if not first then return "raised " .. show_error((...)) end
  local words = {}
  for index = 1, count do words[index] = self:show((select(index, ...))) end
  return "-> " .. table.concat(words, " ")
end

function World:write(text)
  self.log[#self.log + 1] = text
end

function World:pick(list)
  local values = {}
  for index, target in ipairs(list) do values[index] = self.targets[target] end
  return unpack(values)
end

local run_body

-- Starts a body in a new coroutine; each is known by the order of its start.
function World:start(index)
  if #self.coroutines >= 40 then return nil end
  local co
  co = coroutine.create(function()
    return run_body(self, "c" .. self:id(co), self.program.bodies[index])
  end)
  self.coroutines[#self.coroutines + 1] = co
  return co
end

function World:by_hand(index, f)
  local co = self.coroutines[index]
  if not co then return "none" end
  if coroutine.status(co) ~= "suspended" then return coroutine.status(co) end
  return f(co)
end

-- A function for spawn that registers its coroutine before it runs the body.
function World:spawned(index)
  return function(name)
    self.coroutines[#self.coroutines + 1] = coroutine.running()
    name = name .. self:id(coroutine.running())
    run_body(self, name, self.program.bodies[index])
    return name
  end
end

local kDo = {}

for _, name in ipairs { "await", "pending" } do
  kDo[name] = function(world, target) return world.modules.event[name](world.targets[target]) end
end
for _, name in ipairs { "awaitall", "awaitany" } do
  kDo[name] = function(world, list) return world.modules.event[name](world:pick(list)) end
  kDo["queued." .. name] = function(world, list) return world.modules.queued[name](world:pick(list)) end
  kDo["promise." .. name] = function(world, list) return world.modules.promise[name](world:pick(list)) end
end
for _, name in ipairs { "emitone", "emitall" } do
  kDo[name] = function(world, target, value) return world.modules.event[name](world.targets[target], value) end
  kDo["queued." .. name] = function(world, target, value)
    return world.modules.queued[name](world.targets[target], value, nil)
  end
end
kDo["queued.await"] = function(world, target) return world.modules.queued.await(world.targets[target]) end
kDo.isqueued = function(world, target) return world.modules.queued.isqueued(world.targets[target]) end
for _, name in ipairs { "lock", "unlock", "islocked", "ownlock" } do
  kDo[name] = function(world, target) return world.modules.mutex[name](world.targets[target]) end
end
for _, name in ipairs { "onlypending", "pickready" } do
  kDo[name] = function(world, list) return world.modules.promise[name](world:pick(list)) end
end
function kDo.claim(world, target) return world.targets[target]() end
function kDo.probe(world, target) return world.targets[target](true) end
function kDo.fulfil(world, target, value) return world.fulfil[target - 5](value, nil) end
function kDo.pause(world, delay) return world.modules.system.pause(delay or nil) end
function kDo.yield() return coroutine.yield() end
function kDo.resume(world, index, value)
  return world:by_hand(index, function(co) return world.resume(co, value, nil) end)
end
function kDo.close(world, index) return world:by_hand(index, coroutine.close) end
function kDo.status(world, index) return world:by_hand(index, coroutine.status) end
function kDo.catch(world, index)
  if #world.coroutines >= 40 then return end
  world.modules.spawn.catch(function(err) world:write("caught " .. show_error(err)) end, world:spawned(index), "s")
end
function kDo.trap(world, index)
  if #world.coroutines >= 40 then return end
  world.modules.spawn.trap(function(ok, result)
    world:write("trapped " .. tostring(ok) .. " " .. show_error(result))
  end, world:spawned(index), "s")
end
-- A coroutine that nothing reaches but the events it waits for.
function kDo.stray(world)
  world.resume(coroutine.create(function()
    world.modules.event.awaitall({}, {})
    world:write("never")
  end))
end
function kDo.collect() collectgarbage() end
function kDo.error(_, value) error("error " .. value, 0) end
function kDo.halt(world) return world.modules.system.halt() end
function kDo.run(world, mode, who)
  if who ~= "main" and mode == "loop" then mode = "step" end
  return world.modules.system.run(mode)
end

local function guard(world, who, target)
  return setmetatable({}, { __close = function()
    world:write(who .. " closes")
    world:write(who .. " closes " .. world:show_all(true, world.modules.event.emitone(world.targets[target], "bye")))
  end })
end

-- Every operation is logged before and after; an error in one of them does not end the body, but
-- one that the body itself raises does.
function run_body(world, who, body, first)
  for place = first or 1, #body do
    local op = body[place]
    local kind = op[1]
    world:write(who .. " " .. kind)
    if kind == "guard" then
      local _ <close> = guard(world, who, op[2])
      return run_body(world, who, body, place + 1)
    elseif kind == "error" then
      if who ~= "main" then kDo.error(world, op[2]) end
    else
      world:write(who .. " " .. kind .. " "
        .. world:show_all(pcall(kDo[kind], world, op[2], op[1] == "run" and who or op[3])))
    end
  end
end

local function settle(world)
  local modules = world.modules
  world:write("settle " .. tostring(modules.system.run()))
  for index = 1, kTargets do
    local target = world.targets[index]
    world:write(("%s pending %s queued %s locked %s"):format(kNames[index], tostring(modules.event.pending(target)),
      tostring(modules.queued.isqueued(target)), tostring(modules.mutex.islocked(target))))
  end
  for index, co in ipairs(world.coroutines) do world:write("co" .. index .. " " .. coroutine.status(co)) end
  world:write("scheduled " .. modules.trace.dump(false).scheduled)
  for _, co in ipairs(world.coroutines) do
    if coroutine.status(co) == "suspended" then coroutine.close(co) end
  end
  for index = 1, kTargets do
    local target = world.targets[index]
    world:write(kNames[index] .. " pending " .. tostring(modules.event.pending(target)))
    while modules.queued.isqueued(target) do world:write(world:show_all(true, modules.queued.await(target))) end
  end
end

-- The log of all that the program observed.
function programs.execute(program, modules)
  local world = setmetatable({ program = program, modules = modules, log = {}, coroutines = {}, names = {} }, World)
  world.resume = modules.resume or coroutine.resume
  world.targets, world.fulfil = new_targets(modules)
  for index, target in ipairs(world.targets) do world.names[target] = kNames[index] end
  modules.trace.onerror(function(message, _, co)
    world:write("co" .. world:id(co) .. " left by " .. show_error(message))
  end)
  for index = 1, program.count do
    local co = world:start(index)
    if co then world:write("start " .. tostring(world.resume(co))) end
  end
  run_body(world, "main", program.bodies[program.count + 1])
  settle(world)
  modules.trace.onerror(nil)
  return world.log
end

return programs
