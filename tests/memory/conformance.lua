-- The module `memory`: its functions and methods, clipping, errors, and what finalizers may do in between.
-- The same file on both backends, in a stock Lua with memory.so, and in one that also loads coutil.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local cases = require "cases"
local memory = require "memory"

local case, pack = cases.case, table.pack

local function resizable(text)
  local m = memory.create()
  m:resize(#text, text)
  return m
end

-- create

case("a size gives zeros", function(t)
  local m = memory.create(5)
  t:holds(m, "\0\0\0\0\0")
  t:equal(memory.type(m), "fixed")
end)
case("a size of zero", function(t) t:holds(memory.create(0), "") end)
case("a float that is an integer is a size", function(t) t:equal(#memory.create(3.0), 3) end)
case("nothing gives a resizable one of no bytes", function(t)
  local m = memory.create()
  t:holds(m, "")
  t:equal(memory.type(m), "resizable")
  t:equal(memory.type(memory.create(nil)), "resizable")
end)
case("a string is copied", function(t)
  t:holds(memory.create("a\0b"), "a\0b")
  t:equal(memory.type(memory.create("")), "fixed")
end)
case("a numeral is a string", function(t) t:holds(memory.create("12"), "12") end)
case("a memory is copied", function(t)
  local m = memory.create("abc")
  local copy = memory.create(m)
  m:set(1, 0x7a)
  t:holds(copy, "abc")
end)
case("a part is copied, clipped as string.sub clips", function(t)
  local text = "abcdefg"
  for i = -9, 9 do
    t:holds(memory.create(text, i), text:sub(i))
    for j = -9, 9 do t:holds(memory.create(resizable(text), i, j), text:sub(i, j)) end
  end
  t:holds(memory.create(text, math.mininteger, math.maxinteger), text)
  t:holds(memory.create(text, math.maxinteger, math.mininteger), "")
end)
case("a copy of a resizable one is fixed", function(t) t:equal(memory.type(resizable("abc"):create()), "fixed") end)
case("a negative size", function(t) t:raises_argument(1, "size is negative", memory.create, -1) end)
case("a size that is no integer", function(t)
  t:raises_argument(1, "no integer representation", memory.create, 1.5)
end)
case("something else", function(t)
  t:raises_argument(1, "number, string or memory expected, got table", memory.create, {})
  t:raises_argument(1, "got boolean", memory.create, true)
  t:raises_argument(2, "number expected, got string", memory.create, "abc", "x")
  t:raises_argument(3, "number expected, got table", memory.create, "abc", 1, {})
end)
case("a size that can't be had", function(t)
  for _, size in ipairs { 1 << 45, 1 << 60, 1 << 62, math.maxinteger } do
    t:raises("not enough memory", memory.create, size)
  end
end)

-- type, len, #, tostring

case("type of what is no memory", function(t)
  for _, value in ipairs { "abc", 1, {}, print, io.stdout, coroutine.create(print) } do
    t:values(pack(memory.type(value)), nil)
  end
  t:values(pack(memory.type(nil)), nil)
  t:raises_argument(1, "value expected", memory.type)
end)
case("type as a method", function(t) t:equal(memory.create(1):type(), "fixed") end)
case("len", function(t)
  local m = memory.create(7)
  t:values(pack(#m, m:len(), memory.len(m), memory.len("abc"), memory.len(123)), 7, 7, 7, 3, 3)
  t:raises_argument(1, "string or memory expected, got nil", memory.len, nil)
  t:raises_argument(1, "string or memory expected, got no value", memory.len)
  t:raises_argument(1, "string or memory expected, got FILE*", memory.len, io.stdout)
end)
case("tostring clips as string.sub", function(t)
  local text = "abcdefg"
  local m = memory.create(text)
  t:equal(m:tostring(), text)
  for i = -9, 9 do
    t:equal(m:tostring(i), text:sub(i))
    for j = -9, 9 do t:values(pack(m:tostring(i, j), memory.tostring(text, i, j)), text:sub(i, j), text:sub(i, j)) end
  end
  t:raises_argument(1, "string or memory expected", memory.tostring, {})
  t:raises_argument(2, "number expected", memory.tostring, m, "x")
end)
case("the name in messages", function(t)
  t:raises("string expected, got memory", string.rep, memory.create(1), 2)
end)

-- get, set

case("get is string.byte", function(t)
  local text = "a\0\255bc"
  local m = memory.create(text)
  t:values(pack(m:get()), text:byte())
  for i = -7, 7 do
    t:values(pack(m:get(i)), text:byte(i))
    for j = -7, 7 do
      t:values(pack(m:get(i, j)), text:byte(i, j))
      t:values(pack(memory.get(text, i, j)), text:byte(i, j))
    end
  end
end)
case("get of nothing", function(t) t:values(pack(memory.create(0):get(1, -1))) end)
case("get of more than the stack holds", function(t)
  t:raises("too many values", memory.get, memory.create(2000000), 1, -1)
end)
case("get's arguments", function(t)
  t:raises_argument(1, "string or memory expected, got nil", memory.get, nil)
  t:raises_argument(2, "number expected", memory.get, "abc", {})
  t:raises_argument(3, "number expected", memory.get, "abc", 1, {})
end)
case("set", function(t)
  local m = memory.create("abcdef")
  t:values(pack(m:set(2, 0x42, 0x43)))
  t:holds(m, "aBCdef")
  memory.set(m, -1, 0xff)
  t:holds(m, "aBCde\255")
  m:set(-6, 0)
  t:holds(m, "\0BCde\255")
  m:set(3)
  t:holds(m, "\0BCde\255")
end)
case("set ignores values beyond the end", function(t)
  local m = memory.create("abc")
  m:set(3, 0x43, 0x44, "no number")
  t:holds(m, "abC")
end)
case("set out of bounds", function(t)
  local m = memory.create("abc")
  for _, i in ipairs { 0, 4, 5, -4, math.maxinteger, math.mininteger } do
    t:raises_argument(2, "position out of bounds", memory.set, m, i, 1)
  end
  t:raises_argument(2, "position out of bounds", memory.set, memory.create(0), 1, 1)
  t:holds(m, "abc")
end)
case("set checks all before it changes one", function(t)
  local m = memory.create("abc")
  t:raises_argument(4, "value out of range", memory.set, m, 1, 1, 256)
  t:raises_argument(4, "value out of range", memory.set, m, 1, 1, -1)
  t:raises_argument(5, "number expected, got nil", memory.set, m, 1, 1, 2, nil)
  t:raises_argument(3, "no integer representation", memory.set, m, 1, 0.5)
  t:holds(m, "abc")
end)
case("set wants a memory", function(t)
  t:raises_argument(1, "memory expected, got string", memory.set, "abc", 1, 1)
  t:raises_argument(2, "number expected, got no value", memory.set, memory.create(1))
end)

-- fill

case("fill with a byte", function(t)
  local m = memory.create(5)
  t:values(pack(m:fill(0x61)))
  t:holds(m, "aaaaa")
  m:fill(0x62, 2, 3)
  t:holds(m, "abbaa")
  m:fill(0xff, -1)
  t:holds(m, "abba\255")
end)
case("fill with a string, again and again", function(t)
  local m = memory.create(8)
  m:fill("abc")
  t:holds(m, "abcabcab")
  m:fill("XY", 3, 7)
  t:holds(m, "abXYXYXb")
  m:fill("a longer one", -3, -2)
  t:holds(m, "abXYXa b")
end)
case("fill from a position of the filler", function(t)
  local m = memory.create(5)
  m:fill("abcd", 1, -1, 3)
  t:holds(m, "cdcdc")
  m:fill(memory.create("abcd"), 1, -1, -1)
  t:holds(m, "ddddd")
  m:fill("abcd", 1, 2, -9)
  t:holds(m, "abddd")
end)
case("fill with a part of itself", function(t)
  local m = memory.create("abcdefgh")
  m:fill(m, 3)
  t:holds(m, "ababcdef")
  m = memory.create("abcdefgh")
  m:fill(m, 1, -1, 3)
  t:holds(m, "cdefghcd")
  m = memory.create("abcdefgh")
  m:fill(m, 2, -1, 7)
  t:holds(m, "aghghghg")
end)
case("fill of no bytes", function(t)
  local m = memory.create("abc")
  m:fill("x", 3, 2)
  m:fill("x", 4)
  m:fill("", 2, 1)
  memory.create(0):fill("x")
  t:holds(m, "abc")
end)
case("fill clips", function(t)
  local m = memory.create("abc")
  m:fill("xyz", -10, 10)
  t:holds(m, "xyz")
end)
case("fill with nothing", function(t)
  local m = memory.create("abc")
  t:raises_argument(2, "filler is empty", memory.fill, m, "")
  t:raises_argument(2, "filler is empty", memory.fill, m, "ab", 1, 3, 3)
  t:raises_argument(2, "filler is empty", memory.fill, m, memory.create())
  t:holds(m, "abc")
end)
case("fill's arguments", function(t)
  local m = memory.create("abc")
  t:raises_argument(1, "memory expected, got string", memory.fill, "abc", 1)
  t:raises_argument(2, "value out of range", memory.fill, m, 256)
  t:raises_argument(2, "value out of range", memory.fill, m, -1)
  t:raises_argument(2, "string or memory expected, got nil", memory.fill, m, nil)
  t:raises_argument(3, "number expected", memory.fill, m, "x", {})
  t:raises_argument(4, "number expected", memory.fill, m, "x", 1, {})
  t:raises_argument(5, "number expected", memory.fill, m, "x", 1, 1, {})
  t:holds(m, "abc")
end)

-- find

case("find is a plain string.find", function(t)
  local text = "abcabcabd\0x"
  local m = memory.create(text)
  for _, wanted in ipairs { "a", "abd", "cab", "abcabcabd\0x", "\0x", "zz", "", text .. "y", "." } do
    for i = -13, 13 do
      local expected = text:find(wanted, i, true)
      t:values(pack(m:find(wanted, i)), expected)
      t:values(pack(memory.find(text, memory.create(wanted), i)), expected)
    end
  end
end)
case("find up to a position", function(t)
  local m = memory.create("abcabc")
  t:values(pack(m:find("abc", 2, 6), m:find("abc", 2, 5), m:find("c", 1, 2)), 4, nil, nil)
  t:values(pack(m:find("c", 1, -4), m:find("c", 1, -5), m:find("", 3, 1)), 3, nil, 3)
end)
case("find a part", function(t)
  local m = memory.create("abcabd")
  t:values(pack(m:find("xyzabd", 1, -1, 4), m:find("xbd", 1, -1, -2), m:find("x", 2, -1, 5)), 4, 5, 2)
end)
case("find a byte by its number", function(t)
  t:values(pack(memory.find("abc", 0x62), memory.find("abc", 0), memory.find("a\0", 0)), 2, nil, 2)
  t:raises_argument(2, "value out of range", memory.find, "abc", 256)
end)
case("find in itself", function(t)
  local m = memory.create("xabxab")
  t:values(pack(m:find(m), m:find(m, 1, -1, 4), m:find(m, 2, -1, 4)), 1, 1, 4)
end)
case("find's arguments", function(t)
  t:raises_argument(1, "string or memory expected, got table", memory.find, {}, "x")
  t:raises_argument(2, "string or memory expected, got nil", memory.find, "abc", nil)
  t:raises_argument(3, "number expected", memory.find, "abc", "x", {})
  t:raises_argument(4, "number expected", memory.find, "abc", "x", 1, {})
  t:raises_argument(5, "number expected", memory.find, "abc", "x", 1, 1, {})
end)

-- diff and the operators

case("diff", function(t)
  t:values(pack(memory.diff("abc", "abc")), nil, false)
  t:values(pack(memory.diff("abc", "abd")), 3, true)
  t:values(pack(memory.diff("abd", memory.create("abc"))), 3, false)
  t:values(pack(memory.create("ab"):diff("abc")), 3, true)
  t:values(pack(memory.diff("abc", "ab")), 3, false)
  t:values(pack(memory.diff("", "a")), 1, true)
  t:values(pack(memory.diff("", "")), nil, false)
  t:values(pack(memory.diff("\127", "\128")), 1, true)
  t:values(pack(memory.diff("a\0b", "a\0c")), 3, true)
end)
case("diff of long ones, at every place", function(t)
  local a, b = memory.create(1000), memory.create(1000)
  for place = 1, 1000 do
    b:set(place, 1)
    t:values(pack(a:diff(b)), place, true)
    b:set(place, 0)
  end
  t:values(pack(a:diff(b)), nil, false)
end)
case("diff's arguments", function(t)
  t:raises_argument(1, "string or memory expected", memory.diff, nil, "a")
  t:raises_argument(2, "string or memory expected, got no value", memory.diff, "a")
end)
case("equality", function(t)
  local a, b = memory.create("abc"), resizable("abc")
  t:equal(a == b, true)
  t:equal(a == memory.create("abd"), false)
  t:equal(a == memory.create("abcd"), false)
  t:equal(a == "abc", false)
  t:equal(a == io.stdout, false)
  t:equal(rawequal(a, b), false)
end)
case("order", function(t)
  local texts = { "", "a", "a\0", "aa", "ab", "b", "\127", "\128", "\255" }
  for _, a in ipairs(texts) do
    for _, b in ipairs(texts) do
      local m, n = memory.create(a), resizable(b)
      t:values(pack(m < n, m <= n, m > n, m >= n), a < b, a <= b, a > b, a >= b)
      t:values(pack(m < b, a <= n, m > b, a >= n), a < b, a <= b, a > b, a >= b)
    end
  end
end)
case("no order", function(t)
  local m = memory.create(1)
  t:raises("attempt to compare memory with number", function() return m < 1 end)
  t:raises("attempt to compare table with memory", function() return {} <= m end)
end)
case("concatenation", function(t)
  local m, n = memory.create("ab"), resizable("cd")
  t:equal(m .. n, "abcd")
  t:equal(m .. "x" .. n, "abxcd")
  t:equal("x" .. m .. 1, "xab1")
  t:equal(2 .. m, "2ab")
  t:equal(memory.create() .. memory.create(0), "")
  t:raises("attempt to concatenate a table value", function() return m .. {} end)
  t:raises("attempt to concatenate a nil value", function() return nil .. m end)
end)
case("every function is a method", function(t)
  local m = memory.create(1)
  for name, f in pairs(memory) do t:equal(m[name], f) end
  t:equal(m.nothing, nil)
  t:equal(m[1], nil)
  t:raises("attempt to index", function() m.x = 1 end)
end)
case("methods name their arguments as Lua does", function(t)
  local m = memory.create(1)
  t:raises_argument(1, "'set' (position out of bounds)", function() m:set(2, 1) end)
end)

-- resize

case("resize fills with zeros", function(t)
  local m = memory.create()
  t:values(pack(m:resize(3)))
  t:holds(m, "\0\0\0")
  m:fill("abc")
  m:resize(5)
  t:holds(m, "abc\0\0")
end)
case("resize fills with the filler", function(t)
  local m = resizable("abc")
  m:resize(10, "xyz")
  t:holds(m, "abcxyzxyzx")
  m:resize(12, memory.create("-"))
  t:holds(m, "abcxyzxyzx--")
  m:resize(13, 0x41)
  t:holds(m, "abcxyzxyzx--A")
  m:resize(14, "")
  t:holds(m, "abcxyzxyzx--A\0")
end)
case("resize with itself", function(t)
  local m = resizable("ab")
  m:resize(7, m)
  t:holds(m, "abababa")
  m:resize(8, m)
  t:holds(m, "abababaa")
end)
case("resize to less and back", function(t)
  local m = resizable("abcdef")
  m:resize(2)
  t:holds(m, "ab")
  m:resize(4)
  t:holds(m, "ab\0\0")
  m:resize(0)
  t:holds(m, "")
  m:resize(2, "z")
  t:holds(m, "zz")
end)
case("resize of large ones", function(t)
  local m = memory.create()
  for _, size in ipairs { 100000, 150000, 10, 1000000, 200000, 0, 1, 5000, 4999, 1 } do
    local before = tostring(m)
    m:resize(size, "ab")
    t:equal(#m, size)
    t:equal(m:tostring(1, #before), before:sub(1, size))
    local added = size - math.min(size, #before)
    t:equal(m:tostring(#before + 1), ("ab"):rep((added + 1) // 2):sub(1, added))
  end
end)
case("resize byte by byte", function(t)
  local m = memory.create()
  for size = 1, 20000 do m:resize(size, size % 256) end
  for size = 1, 20000, 37 do t:equal(m:get(size), size % 256) end
  for size = 20000, 0, -1 do m:resize(size) end
  t:holds(m, "")
end)
case("resize of a fixed one", function(t)
  t:raises_argument(1, "resizable memory expected", memory.resize, memory.create(3), 4)
  t:raises_argument(1, "memory expected, got string", memory.resize, "abc", 4)
end)
case("resize's arguments", function(t)
  local m = resizable("abc")
  t:raises_argument(2, "number expected, got no value", memory.resize, m)
  t:raises_argument(2, "size is negative", memory.resize, m, -1)
  t:raises_argument(3, "string or memory expected, got table", memory.resize, m, 9, {})
  t:raises_argument(3, "value out of range", memory.resize, m, 9, 256)
  t:holds(m, "abc")
end)
case("resize to what can't be had", function(t)
  local m = resizable("abc")
  for _, size in ipairs { 1 << 45, 1 << 60, 1 << 62, math.maxinteger } do
    t:raises("not enough memory", memory.resize, m, size)
    t:holds(m, "abc")
  end
  m:resize(4, "d")
  t:holds(m, "abcd")
end)
case("a memory that is left empties", function(t)
  local m = resizable(("x"):rep(10000))
  do local closed <close> = m end
  t:holds(m, "")
  m:resize(2, "y")
  t:holds(m, "yy")
  local fixed = memory.create("abc")
  do local closed <close> = fixed end
  t:holds(fixed, "abc")
end)
case("what is no more used is collected", function(t)
  collectgarbage()
  local before = collectgarbage("count")
  for _ = 1, 50 do
    memory.create(100000)
    memory.create():resize(100000)
  end
  t:equal(collectgarbage("count") > before, true)
  collectgarbage()
  t:equal(collectgarbage("count") < before + 500, true)
end)

case("values left of a memory's life", function(t)
  local kept = {}
  for k = 1, 300 do
    kept[k] = k % 2 == 0 and memory.create(("%03d"):format(k)) or resizable(("%03d"):format(k))
    if k % 50 == 0 then collectgarbage() end
  end
  for k = 1, 300 do t:holds(kept[k], ("%03d"):format(k)) end
end)
case("memories as keys are themselves", function(t)
  local m, n = memory.create("k"), memory.create("k")
  local set = { [m] = 1, [n] = 2 }
  t:values(pack(set[m], set[n]), 1, 2)
end)
case("the module is the same table wherever it comes from", function(t)
  t:equal(getmetatable(memory.create(1)).__index, memory)
end)

-- Lua code that runs in the midst: finalizers

local function run_finalizers(action)
  setmetatable({}, { __gc = action })
end

case("a source that a finalizer shrinks", function(t)
  for _ = 1, 20 do
    local source = resizable(("s"):rep(20000))
    run_finalizers(function() source:resize(10) end)
    local copies = {}
    for k = 1, 40 do
      copies[k] = memory.create(source)
      t:equal(tostring(copies[k]):find("[^s\0]"), nil)
    end
    t:equal(#(source .. source), 2 * #source)
  end
end)
case("a target that a finalizer shrinks", function(t)
  for round = 1, 20 do
    local target = resizable(("t"):rep(20000))
    run_finalizers(function() target:resize(3) end)
    for k = 1, 200 do
      local all, position = target:pack("zs4z", 1, round + 0.5, k, ("x"):rep(1000))
      t:equal(all or position <= #target + 1, true)
    end
  end
end)
case("a resized one that a finalizer resizes", function(t)
  for size = 1, 20 do
    local m = memory.create()
    run_finalizers(function() m:resize(size * 1000, "f") end)
    for k = 1, 100 do
      m:resize(k * 300, "r")
      t:equal(tostring(m):find("[^rf]"), nil)
    end
  end
end)

require "packing"
cases.finish()
