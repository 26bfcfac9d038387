-- The files' part of the fuzzer's programs. One file grows by a pattern, of which all that was flushed must
-- survive a crash; other files are used without rules.

local checks = require "checks"
local sim = require "coutil.sim"

local random = math.random
local kLog = "log"
local key = sim.hostname() .. ".flushed"

local files = {}
local log, size = nil, 0
local handles = {}

local function pattern(from, to)
  local parts = {}
  for at = from + 1, to do parts[#parts + 1] = string.char(97 + at % 26) end
  return table.concat(parts)
end

-- At the start: what did an earlier life of this host leave?
function files.check_survival()
  local old = io.open(kLog, "rb")
  local text = old and old:read "a" or ""
  if old then old:close() end
  checks.equal(text, pattern(0, #text), "what survived")
  local flushed = sim.get(key) or 0
  checks.ok(#text >= flushed, ("%d bytes were flushed, and %d survived"):format(flushed, #text))
  size = #text
end

local function grow()
  if size > 20000 then return end
  log = log or checks.ok(io.open(kLog, "ab"), "open to append")
  local more = random(0, 500)
  checks.ok(log:write(pattern(size, size + more)), "write")
  size = size + more
  if random() < 0.5 then
    checks.ok(log:flush(), "flush")
    sim.set(key, size)
  end
  if random() < 0.2 then
    log:close()
    log = nil
    sim.set(key, size)
  end
end

local kNames = { "f1", "f2", "f3", "folder/f", "/tmp/f", "/etc/fuzz", "world.lua", "" }
local kModes = { "r", "w", "a", "r+", "w+", "a+", "rb" }
local kFormats = { "a", "l", "L", "n", 10, 0 }

local function pick(list) return list[random(#list)] end

local function any_handle()
  if #handles > 0 and random() < 0.7 then return handles[random(#handles)] end
  local file, message = io.open(pick(kNames), pick(kModes))
  checks.result(file, message)
  if file and #handles < 10 then handles[#handles + 1] = file end
  return file
end

-- Calls it with an open file, which may turn out to be closed.
local function with(f)
  return function()
    local file = any_handle()
    if file and io.type(file) == "file" then f(file) end
  end
end

files.operations = {
  grow, grow,
  with(function(file) file:write(pattern(0, random(0, 3000)), random(100)) end),
  with(function(file) file:read(pick(kFormats)) end),
  with(function(file) file:seek(pick { "set", "cur", "end" }, random(0, 100)) end),
  with(function(file) file:flush() end),
  with(function(file) file:setvbuf(pick { "no", "full", "line" }, random(1, 1000)) end),
  with(function(file) for _ in file:lines(pick { "l", "L", 7 }) do if random() < 0.1 then break end end end),
  function()
    if #handles == 0 then return end
    local file = table.remove(handles, random(#handles))
    if random() < 0.7 and io.type(file) == "file" then file:close() end -- else it is forgotten
  end,
  function() checks.result(os.rename(pick(kNames), pick(kNames))) end,
  function() checks.result(os.remove(pick(kNames))) end,
  function()
    local name = os.tmpname()
    checks.ok(#name > 0, "tmpname")
    if random() < 0.5 then os.remove(name) end
  end,
  function()
    local file = io.tmpfile()
    if not file then return end
    local text = pattern(0, random(0, 5000))
    file:write(text)
    file:seek "set"
    checks.equal(file:read "a", text, "what was just written")
    if random() < 0.5 then file:close() end
  end,
  function() checks.ok(math.type(os.time()) == "integer" and os.clock() and os.date(), "the time") end,
  function() checks.equal(os.getenv "FUZZ", sim.hostname(), "the environment") end,
}

return files
