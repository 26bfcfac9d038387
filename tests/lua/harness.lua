-- A small test harness: cases by name, the line of the specification that each guards, and a look at
-- the board after each. One body for every host (both backends, a stock Lua, the model); it must not
-- know which of them runs it.

local trace = require "coutil.trace"

local harness = { passed = 0, failed = 0, checks = 0 }

local kFailure = {}

local function is_failure(err)
  return getmetatable(err) == kFailure
end

function kFailure.__tostring(failure)
  return failure.where .. ": " .. failure.text
end

-- The first line outside this file tells where a check stands.
local function place_of_check()
  local level = 3
  while true do
    local info = debug.getinfo(level, "Sl")
    if not info then return "?" end
    if info.currentline > 0 and not info.short_src:find("harness.lua", 1, true) then
      return info.short_src .. ":" .. info.currentline
    end
    level = level + 1
  end
end

local function fail(text)
  error(setmetatable({ where = place_of_check(), text = text }, kFailure), 0)
end

local function show(value)
  if type(value) == "string" then return ("%q"):format(value) end
  return tostring(value)
end

local function show_all(values)
  local shown = {}
  for index = 1, values.n or #values do shown[index] = show(values[index]) end
  return "(" .. table.concat(shown, ", ") .. ")"
end

local Case = {}
Case.__index = Case

function Case:ok(value, what)
  harness.checks = harness.checks + 1
  if not value then fail((what or "a true value was expected") .. ", got " .. show(value)) end
  return value
end

function Case:equal(got, expected, what)
  harness.checks = harness.checks + 1
  if not rawequal(got, expected) and got ~= expected then
    fail((what and what .. ": " or "") .. "expected " .. show(expected) .. ", got " .. show(got))
  end
end

-- `got` is what table.pack gave; the number of values counts too.
function Case:values(got, ...)
  harness.checks = harness.checks + 1
  local expected = table.pack(...)
  local same = type(got) == "table" and (got.n or #got) == expected.n
  for index = 1, same and expected.n or 0 do same = same and rawequal(got[index], expected[index]) end
  if not same then
    fail("expected " .. show_all(expected) .. ", got " .. (type(got) == "table" and show_all(got) or show(got)))
  end
end

-- Calls f and expects an error whose text has `words` in it (no pattern); returns the error.
function Case:raises(words, f, ...)
  harness.checks = harness.checks + 1
  local got = table.pack(pcall(f, ...))
  if got[1] then fail("an error with '" .. words .. "' was expected, got " .. show_all(got)) end
  if not tostring(got[2]):find(words, 1, true) then
    fail("an error with '" .. words .. "' was expected, got " .. show(got[2]))
  end
  return got[2]
end

-- An argument error names the argument and the function, however it was called.
function Case:raises_argument(index, name, f, ...)
  harness.checks = harness.checks + 1
  local got = table.pack(pcall(f, ...))
  local text = tostring(got[2])
  if got[1] or not text:find("bad argument #" .. index .. " to '[%w_.]*" .. name .. "'") then
    fail(("an error \"bad argument #%d to '%s'\" was expected, got %s"):format(index, name, show_all(got)))
  end
end

-- A new coroutine, resumed once by hand.
function Case:start(f, ...)
  local co = coroutine.create(f)
  local ok, err = coroutine.resume(co, ...)
  if not ok then
    if is_failure(err) then error(err, 0) end
    fail("the coroutine could not start: " .. tostring(err) .. "\n" .. debug.traceback(co))
  end
  return co
end

function Case:resume(co, ...)
  local got = table.pack(coroutine.resume(co, ...))
  if not got[1] then
    if is_failure(got[2]) then error(got[2], 0) end
    fail("the coroutine raised " .. tostring(got[2]))
  end
  return table.unpack(got, 2, got.n)
end

function Case:status(co, expected, what)
  self:equal(coroutine.status(co), expected, what or "status of the coroutine")
end

-- What was logged so far, as words with a space between; the log is empty afterwards.
function Case:log(word)
  self.words[#self.words + 1] = tostring(word)
end

function Case:logged(expected)
  local words = table.concat(self.words, " ")
  self.words = {}
  self:equal(words, expected, "the order of things")
end

-- The errors that left coroutines which the engine resumed: {message, traceback, coroutine} each.
function Case:caught()
  local errors = self.errors
  self.errors = {}
  return errors
end

local function board()
  collectgarbage()
  collectgarbage()
  local dump = trace.dump(false)
  local counts = { waiting = 0, locked = #dump.mutexes, scheduled = dump.scheduled, lines = dump.lines }
  for _, entry in ipairs(dump.coroutines) do
    if entry.state == "waiting" then counts.waiting = counts.waiting + 1 end
  end
  return counts, dump
end

function Case:board()
  return board()
end

local function left_registered(before)
  local after = board()
  for _, name in ipairs { "waiting", "locked", "scheduled", "lines" } do
    if after[name] ~= before[name] then
      return ("after the case, `%s` is %d on the board; it was %d before"):format(name, after[name], before[name])
    end
  end
end

-- A failed case must not spoil those after it.
local function sweep()
  local _, dump = board()
  for _, entry in ipairs(dump.coroutines) do
    if entry.coroutine and coroutine.status(entry.coroutine) == "suspended" then coroutine.close(entry.coroutine) end
  end
end

local function run_case(case, body)
  local ok, err = xpcall(body, function(err)
    return is_failure(err) and err or tostring(err) .. "\n" .. debug.traceback(nil, 2)
  end, case)
  if ok and #case.errors > 0 then
    return tostring(case.errors[1][1]) .. " (it left a coroutine that the engine resumed)\n"
      .. tostring(case.errors[1][2])
  end
  if not ok then return tostring(err) end
end

-- `guards` is the line of the manual or of the semantics that the case stands for.
function harness.case(name, guards, body)
  local case = setmetatable({ words = {}, errors = {} }, Case)
  local before = board()
  trace.onerror(function(...) case.errors[#case.errors + 1] = table.pack(...) end)
  local problem = run_case(case, body)
  trace.onerror(nil)
  if not problem then
    body, case.words, case.errors = nil, nil, nil
    problem = left_registered(before)
  end
  if problem then
    sweep()
    harness.failed = harness.failed + 1
    print(("FAILED %s\n  guards: %s\n  %s"):format(name, guards, (problem:gsub("\n", "\n  "))))
  else
    harness.passed = harness.passed + 1
  end
end

-- As pairs, in the order of the keys' texts: the same in every run.
function harness.sorted(from)
  local keys, place = {}, 0
  for key in pairs(from) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  return function()
    place = place + 1
    return keys[place], from[keys[place]]
  end
end

function harness.finish()
  print(("%d passed, %d failed (%d checks)"):format(harness.passed, harness.failed, harness.checks))
  io.stdout:flush()
  os.exit(harness.failed == 0)
end

return harness
