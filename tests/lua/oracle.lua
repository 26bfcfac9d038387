-- A second, slow and simple body for the modules event, queued, mutex, promise, spawn, system and
-- trace, written from the manual alone on plain coroutines. Tests compare the engine with it, and
-- the conformance tests themselves are run against it. It must not know how the engine works.

local ground = require "oracle_core"
local need_yieldable, check_value, distinct = ground.need_yieldable, ground.check_value, ground.distinct
local is_waiting, emit_one, emit_all, too_deep = ground.is_waiting, ground.emit_one, ground.emit_all, ground.too_deep

local create, resume, running = coroutine.create, coroutine.resume, coroutine.running
local close, yield = coroutine.close, coroutine.yield
local pack, unpack = table.pack, table.unpack

local oracle = {}

local function after_wait(woken, ...)
  return ...
end

local function new_event(core)
  local event = {}

  function event.await(value)
    check_value(value, 1, "await")
    need_yieldable()
    return after_wait(core.suspend { mode = "one", needs = { [value] = true }, left = 1 })
  end

  function event.awaitall(...)
    local list, needs = distinct("awaitall", ...)
    if #list == 0 then return true end
    need_yieldable()
    return after_wait(core.suspend { mode = "all", needs = needs, left = #list })
  end

  function event.awaitany(...)
    local list, needs = distinct("awaitany", ...)
    if #list == 0 then error("bad argument #1 to 'awaitany' (non-nil value expected)", 2) end
    need_yieldable()
    return after_wait(core.suspend { mode = "any", needs = needs, left = 1 })
  end

  function event.emitone(value, ...)
    check_value(value, 1, "emitone")
    return emit_one(core, value, ...)
  end

  function event.emitall(value, ...)
    check_value(value, 1, "emitall")
    return emit_all(core, false, value, ...)
  end

  function event.pending(value)
    check_value(value, 1, "pending")
    return core.waits:line(value) ~= nil
  end
  return event
end

local function new_queued(core, event)
  local stored = setmetatable({}, { __mode = "k" })
  core.stored = stored
  local queued = { pending = event.pending }

  local function store(value, ...)
    stored[value] = stored[value] or {}
    table.insert(stored[value], pack(...))
    return false
  end

  local function consume(value)
    local values = table.remove(stored[value], 1)
    if #stored[value] == 0 then stored[value] = nil end
    return value, unpack(values, 1, values.n)
  end

  function queued.await(value)
    check_value(value, 1, "await")
    if stored[value] then return consume(value) end
    return event.await(value)
  end

  function queued.awaitall(...)
    local list = distinct("awaitall", ...)
    local missing = {}
    for _, value in ipairs(list) do
      if not stored[value] then missing[#missing + 1] = value end
    end
    if #missing > 0 then need_yieldable() end
    for _, value in ipairs(list) do
      if stored[value] then consume(value) end
    end
    return event.awaitall(unpack(missing))
  end

  function queued.awaitany(...)
    for _, value in ipairs((distinct("awaitany", ...))) do
      if stored[value] then return consume(value) end
    end
    return event.awaitany(...)
  end

  function queued.emitone(value, ...)
    check_value(value, 1, "emitone")
    return emit_one(core, value, ...) or store(value, ...)
  end

  function queued.emitall(value, ...)
    check_value(value, 1, "emitall")
    return emit_all(core, false, value, ...) or store(value, ...)
  end

  function queued.isqueued(value)
    check_value(value, 1, "isqueued")
    return stored[value] ~= nil
  end
  return queued
end

local function new_mutex(core)
  local owners = setmetatable({}, { __mode = "k" })
  core.owners = owners
  local mutex = {}

  function mutex.islocked(value)
    check_value(value, 1, "islocked")
    return owners[value] ~= nil
  end

  function mutex.ownlock(value)
    check_value(value, 1, "ownlock")
    return owners[value] == running()
  end

  function mutex.lock(value)
    check_value(value, 1, "lock")
    local me = running()
    if owners[value] == me then error("nested lock", 2) end
    if owners[value] then
      need_yieldable()
      local wait = { co = me, mode = "one", needs = { [value] = true }, left = 1, locks = true }
      core.waits:start(wait)
      repeat yield() until owners[value] == me
    else
      owners[value] = me
    end
  end

  function mutex.unlock(value)
    check_value(value, 1, "unlock")
    local me = running()
    if owners[value] ~= me then error("lock not owned", 2) end
    owners[value] = nil
    for _, wait in ipairs(core.waits:line(value) or {}) do
      if wait.locks then
        core.waits:finish(wait)
        owners[value] = wait.co
        if not core.resume(wait.co) then
          owners[value] = me
          too_deep(core, wait, value)
        end
        return true
      end
    end
    local ok, heard = pcall(emit_one, core, value)
    if not ok then
      owners[value] = me
      error(heard, 0)
    end
    return heard
  end
  return mutex
end

local function new_promise(core)
  local results = setmetatable({}, { __mode = "k" })
  local promise = {}

  local function is_fulfilled(value)
    return results[value].n ~= nil
  end

  local function check_promises(name, ...)
    for index = 1, select("#", ...) do
      if not results[(select(index, ...))] then
        error(("bad argument #%d to '%s' (promise expected)"):format(index, name), 3)
      end
    end
  end

  function promise.create()
    local state = {}
    local function claim(probe)
      if probe then return state.n ~= nil end
      if state.n then return unpack(state, 1, state.n) end
      need_yieldable()
      local self = state.self
      local function strip(woken, ...)
        if woken then return select(2, ...) end
        return ...
      end
      return strip(core.suspend { mode = "one", needs = { [self] = true }, left = 1 })
    end
    state.self = claim
    results[claim] = state
    return claim, function(...)
      local first = state.n == nil
      for index = 1, state.n or 0 do state[index] = nil end
      state.n = select("#", ...)
      for index = 1, state.n do state[index] = (select(index, ...)) end
      if first then emit_all(core, true, claim, ...) end
      return first
    end
  end

  function promise.onlypending(...)
    check_promises("onlypending", ...)
    local list = {}
    for index = 1, select("#", ...) do
      local value = (select(index, ...))
      if not is_fulfilled(value) then list[#list + 1] = value end
    end
    return unpack(list)
  end

  function promise.pickready(...)
    check_promises("pickready", ...)
    for index = 1, select("#", ...) do
      local value = (select(index, ...))
      if is_fulfilled(value) then return value end
    end
  end

  function promise.awaitall(...)
    check_promises("awaitall", ...)
    local list, needs = distinct("awaitall", promise.onlypending(...))
    if #list == 0 then return true end
    need_yieldable()
    return after_wait(core.suspend { mode = "all", needs = needs, left = #list, promised = true })
  end

  function promise.awaitany(...)
    check_promises("awaitany", ...)
    local ready = promise.pickready(...)
    if ready then return ready end
    local all = pack(...)
    local list, needs = distinct("awaitany", ...)
    if #list == 0 then error("bad argument #1 to 'awaitany' (promise expected)", 2) end
    need_yieldable()
    -- Resumed by somebody else's event on a promise that is unfulfilled, it returns what came with that.
    local function after(woken, ...)
      if woken and is_fulfilled((...)) then return promise.pickready(unpack(all, 1, all.n)) end
      return ...
    end
    return after(core.suspend { mode = "any", needs = needs, left = 1 })
  end
  return promise
end

local function new_spawn(core)
  local spawn = {}

  local function start(body)
    local co = create(body)
    if not core.resume(co) then error("coroutines are nested too deep: C stack overflow", 0) end
    return co
  end

  function spawn.catch(handler, body, ...)
    local arguments = pack(...)
    return start(function() xpcall(body, handler, unpack(arguments, 1, arguments.n)) end)
  end

  function spawn.trap(handler, body, ...)
    local arguments = pack(...)
    return start(function()
      local function after(ok, ...)
        if ok then handler(true, ...) end
      end
      after(xpcall(body, function(message) return handler(false, message) end, unpack(arguments, 1, arguments.n)))
    end)
  end
  return spawn
end

local kModes = { loop = true, step = true, ready = true }

local function new_system(core)
  -- `last_turn`: turns come in the order in which they were asked for, whatever was due before them.
  local system, agenda, seq, run, last_turn = {}, {}, 0, nil, 0

  function core.scheduled()
    for index = #agenda, 1, -1 do
      if not is_waiting(agenda[index]) then table.remove(agenda, index) end
    end
    return #agenda
  end

  function system.pause(delay)
    need_yieldable()
    if delay ~= nil and type(delay) ~= "number" then
      error("bad argument #1 to 'pause' (number expected, got " .. type(delay) .. ")", 2)
    end
    local co = running()
    local due = core.resumed_at[co] or core.now
    if delay and delay > 0 then
      due = due + math.ceil(delay * 1e9)
    else
      due = math.max(due, last_turn)
      last_turn = due
    end
    seq = seq + 1
    local timer = { co = co, due = due, seq = seq, live = true }
    local place = #agenda + 1
    while place > 1 and agenda[place - 1].due > due do place = place - 1 end
    table.insert(agenda, place, timer)
    local function after(...)
      if not timer.live then return true end
      timer.live = false
      core.scheduled()
      return ...
    end
    return after(yield())
  end

  local function run_ready()
    local batch = {}
    for _, timer in ipairs(agenda) do
      if timer.due <= core.now then batch[#batch + 1] = timer end
    end
    for _, timer in ipairs(batch) do
      if is_waiting(timer) then
        timer.live = false
        core.resume(timer.co)
        if run.halted then return end
      end
    end
  end

  function system.run(mode)
    if mode ~= nil and not kModes[mode] then
      error("bad argument #1 to 'run' (invalid option '" .. tostring(mode) .. "')", 2)
    end
    if run then error("already running", 2) end
    run = {}
    repeat
      local due = core.scheduled() > 0 and agenda[1].due or math.huge
      if due > core.now and mode == "ready" then
        core.now = core.now + 1000  -- a loop that polls must end
        break
      end
      if due == math.huge then break end
      core.now = math.max(core.now, due)
      run_ready()
    until run.halted or (mode or "loop") ~= "loop"
    run = nil
    return core.scheduled() > 0
  end

  function system.halt()
    if not run then error("not running", 2) end
    run.halted = true
  end
  return system
end

local function new_trace(core)
  local trace = {}
  function trace.onerror(handler)
    if handler ~= nil and type(handler) ~= "function" then
      error("bad argument #1 to 'onerror' (function expected, got " .. type(handler) .. ")", 2)
    end
    core.onerror = handler
  end

  function trace.name(value) return value end
  function trace.note() end
  function trace.start() end
  function trace.stop() end

  function trace.dump()
    local board = { time = core.now, coroutines = {}, mutexes = {}, scheduled = core.scheduled(), lines = 0 }
    local seen = {}
    local values, kept = {}, {}
    for value in pairs(core.waits.lines) do values[#values + 1] = value end
    for _, value in ipairs(values) do
      for _, wait in ipairs(core.waits:line(value) or {}) do
        kept[value] = true
        if not seen[wait] then
          seen[wait] = true
          board.coroutines[#board.coroutines + 1] = { state = "waiting", mode = wait.mode, coroutine = wait.co }
        end
      end
    end
    for value in pairs(core.stored) do kept[value] = true end
    for _ in pairs(kept) do board.lines = board.lines + 1 end
    for value, owner in pairs(core.owners) do
      board.mutexes[#board.mutexes + 1] = { name = tostring(value), owner = owner }
    end
    return board
  end
  return trace
end

-- A world of its own: the modules by name, with a `resume` to use instead of coroutine.resume (pauses
-- count from it), and its core.
function oracle.new()
  local core = ground.new_core()
  local modules = { event = new_event(core) }
  modules.queued = new_queued(core, modules.event)
  modules.mutex = new_mutex(core)
  modules.promise = new_promise(core)
  modules.spawn = new_spawn(core)
  modules.system = new_system(core)
  modules.trace = new_trace(core)
  function modules.resume(co, ...)
    if type(co) == "thread" then core.resumed_at[co] = core.now end
    return resume(co, ...)
  end
  return modules, core
end

-- Puts a world in the place of the engine, for a test file that calls `require "coutil.event"`.
function oracle.install()
  local modules, core = oracle.new()
  for name, module in pairs(modules) do package.loaded["coutil." .. name] = module end
  coroutine.resume = modules.resume
  coroutine.close = function(co)
    local result = pack(close(co))
    core.waits:sweep()
    core.scheduled()
    return unpack(result, 1, result.n)
  end
end

return oracle
