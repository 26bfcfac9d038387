-- The model's ground: lines of waiters, resuming with care for errors, and the two emits, as the
-- manual tells them. It knows no module; `oracle.lua` builds those on it, and nothing else uses it.

local resume, running = coroutine.resume, coroutine.running
local status, yield, isyieldable = coroutine.status, coroutine.yield, coroutine.isyieldable
local unpack = table.unpack

-- A line of waiters in the order in which they suspended, for each value.
-- A wait: {co, seq, mode = "one"|"all"|"any", needs = set of values, left = count, live, locks, promised}

local Waits = {}
Waits.__index = Waits

local function new_waits()
  return setmetatable({ lines = setmetatable({}, { __mode = "k" }), seq = 0 }, Waits)
end

local function is_waiting(wait)
  return wait.live and status(wait.co) == "suspended"
end

-- A closed coroutine is noticed when its line is next looked at.
function Waits:line(value)
  local line = self.lines[value]
  if not line then return nil end
  local kept = {}
  for _, wait in ipairs(line) do
    if is_waiting(wait) then kept[#kept + 1] = wait end
  end
  if #kept == 0 then kept = nil end
  self.lines[value] = kept
  return kept
end

function Waits:sweep()
  local values = {}
  for value in pairs(self.lines) do values[#values + 1] = value end
  for _, value in ipairs(values) do self:line(value) end
end

function Waits:enter(wait, value)
  local line = self.lines[value]
  if not line then
    line = {}
    self.lines[value] = line
  end
  local place = #line + 1
  while place > 1 and line[place - 1].seq > wait.seq do place = place - 1 end
  table.insert(line, place, wait)
end

function Waits:leave(wait, value)
  local line = self.lines[value]
  if not line then return end
  for place, other in ipairs(line) do
    if other == wait then
      table.remove(line, place)
      break
    end
  end
  if #line == 0 then self.lines[value] = nil end
end

function Waits:start(wait)
  self.seq = self.seq + 1
  wait.seq, wait.live = self.seq, true
  for value in pairs(wait.needs) do self:enter(wait, value) end
end

function Waits:finish(wait)
  wait.live = false
  for value in pairs(wait.needs) do self:leave(wait, value) end
end

local function need_yieldable()
  if not isyieldable() then error("unable to yield", 3) end
end

local function check_value(value, index, name)
  if value == nil or value ~= value then
    error(("bad argument #%d to '%s' (a value other than nil and NaN expected)"):format(index, name), 3)
  end
end

-- The repeated and the nil ones among `...` are dropped; a NaN is an error.
local function distinct(name, ...)
  local needs, list = {}, {}
  for index = 1, select("#", ...) do
    local value = (select(index, ...))
    if value ~= nil then
      check_value(value, index, name)
      if not needs[value] then
        needs[value] = true
        list[#list + 1] = value
      end
    end
  end
  return list, needs
end

-- The world's heart: resuming with care for errors, and virtual time in nanoseconds.
local function new_core()
  local core = { waits = new_waits(), now = 0, resumed_at = setmetatable({}, { __mode = "k" }) }

  function core.report(co, message, traceback)
    if not (core.onerror and pcall(core.onerror, message, traceback, co)) then
      io.stderr:write(tostring(message), "\n", traceback, "\n")
    end
  end

  -- False when Lua refused to resume at all (nested too deep): the coroutine is as it was.
  function core.resume(co, ...)
    core.resumed_at[co] = core.now
    local ok, message = resume(co, ...)
    if ok then return true end
    if status(co) == "suspended" then return false end
    local traceback = debug.traceback(co, nil)
    coroutine.close(co)
    core.report(co, message, traceback)
    return true
  end

  -- Suspends the caller for `wait`; true and the emit's values, or false and those of a resume by hand.
  function core.suspend(wait)
    wait.co = running()
    core.waits:start(wait)
    local function after(...)
      if not wait.live then return true, ... end
      core.waits:finish(wait)
      return false, ...
    end
    return after(yield())
  end
  return core
end

local function too_deep(core, wait, value)
  wait.live = true
  for needed in pairs(wait.needs) do
    core.waits:leave(wait, needed)
    core.waits:enter(wait, needed)
  end
  if not wait.needs[value] then
    wait.needs[value], wait.left = true, wait.left + 1
    core.waits:enter(wait, value)
  end
  error("emits are nested too deep: C stack overflow", 0)
end

-- One waiter hears the event; it is resumed unless it needs more events, or waits for a mutex. Who awaits
-- all of some promises needs their fulfilments: any other event on one of them ends its wait.
local function hear(core, fulfils, wait, value, ...)
  local waits = core.waits
  if wait.locks then return end
  if wait.mode == "all" and (fulfils or not wait.promised) then
    wait.needs[value], wait.left = nil, wait.left - 1
    waits:leave(wait, value)
    if wait.left > 0 then return end
    waits:finish(wait)
    if not core.resume(wait.co, true) then too_deep(core, wait, value) end
    return
  end
  waits:finish(wait)
  if not core.resume(wait.co, value, ...) then too_deep(core, wait, value) end
end

local function emit_one(core, value, ...)
  local line = core.waits:line(value)
  if not line then return false end
  hear(core, false, line[1], value, ...)
  return true
end

-- Whoever is taken is off this line until its turn. It still stands in the lines of its other events,
-- and an emit of one of those may come first: then its turn is skipped.
local function take(core, wait, value)
  if not wait.locks then core.waits:leave(wait, value) end
end

local function emit_all(core, fulfils, value, ...)
  local line = core.waits:line(value)
  if not line then return false end
  local taken = { unpack(line) }
  for _, wait in ipairs(taken) do take(core, wait, value) end
  for place, wait in ipairs(taken) do
    if is_waiting(wait) then
      local ok, message = pcall(hear, core, fulfils, wait, value, ...)
      if not ok then
        for later = place + 1, #taken do
          if is_waiting(taken[later]) and not taken[later].locks then
            for needed in pairs(taken[later].needs) do
              core.waits:leave(taken[later], needed)
              core.waits:enter(taken[later], needed)
            end
          end
        end
        error(message, 0)
      end
    end
  end
  return true
end

return {
  new_core = new_core,
  need_yieldable = need_yieldable,
  check_value = check_value,
  distinct = distinct,
  is_waiting = is_waiting,
  emit_one = emit_one,
  emit_all = emit_all,
  too_deep = too_deep,
}
