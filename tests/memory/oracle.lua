-- What memories do, as slow and plain Lua: a table with the bytes as a string in it. Knows nothing of the module;
-- for pack and unpack it believes string.pack and string.unpack.

local oracle = {}

local function is_memory(value) return type(value) == "table" end

local function bytes_of(value)
  if is_memory(value) then return value.bytes end
  if type(value) ~= "string" then error("no bytes") end
  return value
end

local function check(condition, text)
  if not condition then error(text) end
end

-- First and last position, as string.sub corrects them.
local function range(i, j, size)
  i, j = i or 1, j or -1
  if i < 0 then i = math.max(size + i + 1, 1) end
  if j < 0 then j = math.max(size + j + 1, 0) end
  return math.max(i, 1), math.min(j, size)
end

local function position(i, size)
  return i < 0 and size + i + 1 or i
end

-- Puts `text` in from position i on.
local function overwrite(m, i, text)
  m.bytes = m.bytes:sub(1, i - 1) .. text .. m.bytes:sub(i + #text)
end

local function pattern_of(value, from)
  if type(value) == "number" then return string.char(value) end
  return bytes_of(value):sub(from or 1)
end

-- The first `count` bytes of the pattern, repeated.
local function repeated(pattern, count)
  return pattern:rep(count // #pattern + 1):sub(1, count)
end

function oracle.create(source, i, j)
  if source == nil then return { bytes = "", kind = "resizable" } end
  if type(source) == "number" then
    check(source >= 0, "negative")
    return { bytes = ("\0"):rep(source), kind = "fixed" }
  end
  return { bytes = bytes_of(source):sub(i or 1, j or -1), kind = "fixed" }
end

function oracle.resize(m, size, filler)
  check(m.kind == "resizable", "fixed")
  check(size >= 0, "negative")
  local pattern = filler and pattern_of(filler) or "\0"
  if pattern == "" then pattern = "\0" end
  local added = math.max(size - #m.bytes, 0)
  m.bytes = m.bytes:sub(1, size) .. repeated(pattern, added)
end

function oracle.type(m) return is_memory(m) and m.kind or nil end
function oracle.len(m) return #bytes_of(m) end
function oracle.tostring(m, i, j) return bytes_of(m):sub(i or 1, j or -1) end
function oracle.get(m, i, j) return bytes_of(m):byte(i or 1, j or i or 1) end

function oracle.set(m, i, ...)
  i = position(i, #m.bytes)
  check(i >= 1 and i <= #m.bytes, "out of bounds")
  local count = math.min(select("#", ...), #m.bytes - i + 1)
  overwrite(m, i, string.char(table.unpack({ ... }, 1, count)))
end

function oracle.fill(m, filler, i, j, from)
  local pattern = pattern_of(filler, from)
  i, j = range(i, j, #m.bytes)
  if i > j then return end
  check(pattern ~= "", "empty")
  overwrite(m, i, repeated(pattern, j - i + 1))
end

function oracle.find(m, wanted, i, j, from)
  local text = bytes_of(m)
  local pattern = pattern_of(wanted, from)
  i, j = range(i, j, #text)
  if i > #text + 1 then return nil end
  for k = i, math.max(j - #pattern + 1, pattern == "" and i or 0) do
    if text:sub(k, k + #pattern - 1) == pattern then return k end
  end
  return nil
end

function oracle.diff(a, b)
  a, b = bytes_of(a), bytes_of(b)
  for k = 1, math.max(#a, #b) do
    local x, y = a:byte(k) or -1, b:byte(k) or -1
    if x ~= y then return k, x < y end
  end
  return nil, false
end

-- The format comes as a list of its items. Whatever stands before position i is one more item for string.pack.
function oracle.pack(m, items, i, ...)
  local size = #m.bytes
  i = position(i, size)
  check(i >= 1 and i <= size + 1, "out of bounds")
  local values = table.pack(...)
  for k = 1, values.n do
    if is_memory(values[k]) then values[k] = values[k].bytes end
  end
  local formats, counts = { "c" .. i - 1 }, { [0] = 0 }
  local fitting, packed = 0, nil
  for k = 0, #items do
    if k > 0 then
      formats[k + 1] = items[k]
      counts[k] = counts[k - 1] + (items[k]:find("^[bBhHlLjJTiIfdnscz]") and 1 or 0)
    end
    local text = string.pack(table.concat(formats), "", table.unpack(values, 1, values.n))
    if #text <= size and fitting == k - 1 or k == 0 then fitting, packed = k, text end
  end
  overwrite(m, i, packed:sub(i))
  return fitting == #items, #packed + 1, table.unpack({ ... }, counts[fitting] + 1, counts[#items])
end

function oracle.unpack(m, items, i)
  return string.unpack(table.concat(items), bytes_of(m), i)
end

function oracle.join(a, b) return bytes_of(a) .. bytes_of(b) end
function oracle.less(a, b) return bytes_of(a) < bytes_of(b) end
function oracle.less_or_equal(a, b) return bytes_of(a) <= bytes_of(b) end
function oracle.equal(a, b) return is_memory(a) == is_memory(b) and bytes_of(a) == bytes_of(b) end
function oracle.contents(m) return bytes_of(m) end

return oracle
