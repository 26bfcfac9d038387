-- memory.pack and memory.unpack, held against string.pack and string.unpack. A part of conformance.lua, which
-- requires it.

local cases = require "cases"
local memory = require "memory"

local case, pack = cases.case, table.pack

-- Formats with values that string.pack takes.
local kPacked = {
  { "b", -128 }, { "B", 255 }, { "h", -2 }, { "H", 65535 }, { "l", math.mininteger }, { "L", -1 }, { "j", 42 },
  { "J", math.maxinteger }, { "T", 7 }, { "i", -70000 }, { "I", 70000 }, { "i3", -8388608 }, { "I3", 16777215 },
  { "i7", -1 }, { "i16", -3 }, { "I16", 3 }, { "I9", -1 }, { "i12", math.maxinteger }, { "f", 1.5 },
  { "d", math.pi }, { "n", -0.0 }, { "f", 7 }, { "c5", "abc" }, { "c0", "" }, { "z", "text" }, { "z", "" },
  { "s", "abc" }, { "s1", ("x"):rep(255) }, { "s2", "" }, { "s16", "k" }, { "x" }, { "" }, { "   " },
  { "<i4>i4=i4", 1, 2, 3 }, { "> d f n", 0.1, 0.5, 0.3 }, { "<d", 0.1 }, { "!bi8", 1, 2 }, { "!4 b i8 h", 1, 2, 3 },
  { "!8 b Xi8 b", 1, 2 }, { "!bXs4b", 1, 2 }, { "!2bXdb", 1, 2 }, { "bXi8b", 1, 2 }, { "!16bi16", 1, 2 },
  { "!bs2z", 1, "ab", "cd" }, { "!1 b d", 1, 2.5 }, { "!4 b s4 b", 1, "abc", 2 }, { "!i4x!2i8", 1, 2 },
  { "s4", 12 }, { "z", 1.5 }, { "i", "17" }, { "d", "0x10" }, { ">i3<i3", 258, 258 }, { "!bXxb", 1, 2 },
}

case("pack writes what string.pack gives", function(t)
  for _, entry in ipairs(kPacked) do
    local expected = string.pack(table.unpack(entry))
    local m = memory.create(#expected)
    m:fill(0xee)
    t:values(pack(m:pack(entry[1], 1, table.unpack(entry, 2))), true, #expected + 1)
    t:holds(m, expected)
  end
end)
case("unpack gives what string.unpack gives", function(t)
  for _, entry in ipairs(kPacked) do
    local text = string.pack(table.unpack(entry))
    local m = memory.create(text)
    t:values(pack(m:unpack(entry[1])), string.unpack(entry[1], text))
    t:values(pack(memory.unpack(text, entry[1])), string.unpack(entry[1], text))
  end
end)
case("pack into the midst leaves the rest", function(t)
  local m = memory.create(("."):rep(8))
  t:values(pack(m:pack("<i2", 4, 0x4142)), true, 6)
  t:holds(m, "...BA...")
  t:values(pack(m:pack("<i2", -2, 0x4344)), true, 9)
  t:holds(m, "...BA.DC")
end)
case("positions are aligned from the memory's beginning", function(t)
  local m = memory.create(("."):rep(12))
  t:values(pack(m:pack("<!4i4", 2, 0x41414141)), true, 9)
  t:holds(m, ".\0\0\0AAAA....")
  t:values(pack(m:unpack("<!4i4", 2)), 0x41414141, 9)
  t:values(pack(memory.unpack(tostring(m), "<!4i4", 2)), string.unpack("<!4i4", tostring(m), 2))
end)
case("what does not fit comes back", function(t)
  local m = memory.create(("."):rep(10))
  t:values(pack(m:pack("<i4i4i4", 1, 1, 2, 3)), false, 9, 3)
  t:holds(m, "\1\0\0\0\2\0\0\0..")
  t:values(pack(m:pack("<i8i4i4", 5, 1, 2, 3)), false, 5, 1, 2, 3)
  t:holds(m, "\1\0\0\0\2\0\0\0..")
  t:values(pack(m:pack("b", 11, 1)), false, 11, 1)
  t:values(pack(memory.create(0):pack("bz", 1, 1, "x")), false, 1, 1, "x")
end)
case("an item that fits behind one that does not is not written", function(t)
  local m = memory.create(("."):rep(3))
  t:values(pack(m:pack("i4b", 1, 1, 2)), false, 1, 1, 2)
  t:holds(m, "...")
end)
case("values that the format does not ask for are ignored", function(t)
  local m = memory.create(4)
  t:values(pack(m:pack("b", 1, 5, 6, 7)), true, 2)
  t:values(pack(m:pack("i4b", 1, 5, 6, 7, nil)), false, 5, 6)
end)
case("strings are written whole or not at all", function(t)
  local m = memory.create(("."):rep(5))
  t:values(pack(m:pack("z", 1, "abcde")), false, 1, "abcde")
  t:values(pack(m:pack("s1", 1, "abcde")), false, 1, "abcde")
  t:values(pack(m:pack("c6", 1, "a")), false, 1, "a")
  t:holds(m, ".....")
  t:values(pack(m:pack("z", 1, "abcd")), true, 6)
  t:holds(m, "abcd\0")
  t:values(pack(m:pack("s1", 1, "wxyz")), true, 6)
  t:holds(m, "\4wxyz")
end)
case("padding that does not fit", function(t)
  local m = memory.create(("."):rep(2))
  t:values(pack(m:pack("bbx", 1, 65, 66)), false, 3)
  t:values(pack(m:pack("xxxb", 1, 67)), false, 3, 67)
  t:holds(m, "\0\0")
  m:fill(".")
  t:values(pack(m:pack("!bi4", 1, 65, 66)), false, 2, 66)
  t:holds(m, "A.")
  t:values(pack(m:pack("!bXi4", 1, 66)), false, 2)
  t:holds(m, "B.")
end)
case("numbers that come back are still numbers", function(t)
  local m = memory.create(2)
  t:values(pack(m:pack("zzz", 1, 7, 12, 1.5)), false, 3, 12, 1.5)
  t:holds(m, "7\0")
end)
case("memories are packed as strings are", function(t)
  local m, n = memory.create(8), memory.create("abc")
  t:values(pack(m:pack("zs1", 1, n, n)), true, 9)
  t:holds(m, "abc\0\3abc")
  local all, position, left = memory.create(2):pack("z", 1, n)
  t:values(pack(all, position), false, 1)
  t:equal(rawequal(left, n), true)
end)
case("a memory is packed into itself as it was", function(t)
  local m = memory.create("abcd....")
  t:values(pack(m:pack("c2c8", 1, "xy", "12")), false, 3, "12")
  t:values(pack(m:pack("bs1", 1, 65, memory.create(m, 1, 4))), true, 7)
  m = memory.create("abcdefgh")
  local n = memory.create()
  n:resize(12, "abc")
  t:values(pack(n:pack("c1z", 1, "x", n)), false, 2, n)
  t:values(pack(n:pack("c12", 1, n)), true, 13)
  t:holds(n, "xbcabcabcabc")
end)
case("pack's positions", function(t)
  local m = memory.create("abc")
  for _, i in ipairs { 0, 5, -4, math.maxinteger, math.mininteger } do
    t:raises_argument(3, "position out of bounds", memory.pack, m, "b", i, 1)
  end
  t:raises_argument(3, "number expected", memory.pack, m, "b")
  t:values(pack(m:pack("", 4)), true, 4)
end)
case("pack raises what string.pack raises, and changes nothing", function(t)
  local m = memory.create("abcdefgh")
  for words, arguments in pairs {
    ["#5 to|integer overflow"] = { "bb", 1, 1, 128 },
    ["#4 to|unsigned overflow"] = { "B", 1, 256 },
    ["#5 to|number expected, got string"] = { "bb", 1, 1, "x" },
    ["#5 to|number expected, got no value"] = { "bb", 1, 1 },
    ["#5 to|no integer representation"] = { "bi", 1, 1, 1.5 },
    ["#5 to|string or memory expected, got table"] = { "bz", 1, 1, {} },
    ["#5 to|string longer than given size"] = { "bc2", 1, 1, "abc" },
    ["#5 to|does not fit in given size"] = { "bs1", 1, 1, ("x"):rep(256) },
    ["#5 to|contains zeros"] = { "bz", 1, 1, "a\0b" },
    ["#2 to|invalid format option 'y'"] = { "by", 1, 1 },
    ["#2 to|integral size (17) out of limits"] = { "bi17", 1, 1, 1 },
    ["#2 to|integral size (0) out of limits"] = { "bi0", 1, 1, 1 },
    ["#2 to|missing size"] = { "bc", 1, 1, "x" },
    ["#2 to|invalid next option"] = { "bX", 1, 1 },
    ["#2 to|invalid next option for"] = { "bXz", 1, 1 },
    ["#2 to|invalid next option for option"] = { "bXc4", 1, 1 },
    ["#2 to|invalid next option for option 'X'"] = { "bXX", 1, 1 },
    ["#2 to|power of 2"] = { "!4bi3", 1, 1, 1 },
    ["#2 to|too large"] = { "bc99999999999", 1, 1, "x" },
    ["#4 to|integer overflow"] = { "b", 9, 1000 },
    ["#6 to|number expected, got nil"] = { "i8bb", 1, 1, 2, nil, n = 5 },
  } do
    t:raises("bad argument |" .. words, memory.pack, m, table.unpack(arguments, 1, arguments.n))
    t:holds(m, "abcdefgh")
  end
  t:raises_argument(1, "memory expected, got string", memory.pack, "abc", "b", 1, 1)
  t:raises_argument(2, "string expected", memory.pack, m, nil, 1)
end)
case("unpack's positions are string.unpack's", function(t)
  local text = "abcdef"
  local m = memory.create(text)
  for i = -9, 6 do t:values(pack(m:unpack("B", i)), string.unpack("B", text, i)) end
  t:values(pack(m:unpack("", 7)), 7)
  t:raises_argument(3, "out of bounds", memory.unpack, m, "", 8)
  t:raises_argument(3, "out of bounds", memory.unpack, m, "", math.maxinteger)
  t:raises_argument(3, "number expected", memory.unpack, m, "", {})
end)
case("unpack raises what string.unpack raises", function(t)
  local m = memory.create("\9\1\2")
  t:raises_argument(1, "data string too short", memory.unpack, m, "i4")
  t:raises_argument(1, "data string too short", memory.unpack, m, "bbbb")
  t:raises_argument(1, "data string too short", memory.unpack, m, "s1")
  t:raises_argument(1, "data string too short", memory.unpack, memory.create(("\255"):rep(12)), "s9")
  t:raises_argument(1, "data string too short", memory.unpack, memory.create(("\255"):rep(12)), "s8")
  t:raises_argument(1, "data string too short", memory.unpack, m, "!bi4")
  t:raises_argument(1, "data string too short", memory.unpack, m, "xxxx")
  t:raises_argument(1, "data string too short", memory.unpack, m, "c4")
  t:raises_argument(1, "unfinished string", memory.unpack, m, "z")
  t:raises_argument(2, "invalid format option", memory.unpack, m, "y")
  t:raises("16-byte integer does not fit", memory.unpack, ("\1"):rep(16), "i16")
  t:raises_argument(1, "string or memory expected, got nil", memory.unpack, nil, "b")
end)
case("unpack of many", function(t)
  local m = memory.create(100)
  m:fill("\1\2")
  local got = pack(m:unpack(("B"):rep(100)))
  t:equal(got.n, 101)
  t:equal(got[100], 2)
end)
