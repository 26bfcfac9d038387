-- Random programs on a handful of memories, run on the module and on the oracle: results, whether it raised, and
-- all bytes must be the same after every operation. random_memories.lua [COUNT [FIRST_SEED]]
-- A program that differs is made smaller and printed, with the command that repeats it.

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local memory = require "memory"
local oracle = require "oracle"

local kCount = tonumber(arg[1]) or 5000
local kFirstSeed = tonumber(arg[2]) or 1
local kSlots, kLength = 4, 25
local random, unpack = math.random, table.unpack

-- The same names as the oracle has.
local module = setmetatable({
  join = function(a, b) return a .. b end,
  less = function(a, b) return a < b end,
  less_or_equal = function(a, b) return a <= b end,
  equal = function(a, b) return a == b end,
  contents = tostring,
  pack = function(m, items, ...) return memory.pack(m, table.concat(items), ...) end,
  unpack = function(m, items, ...) return memory.unpack(m, table.concat(items), ...) end,
}, { __index = memory })

-- Arguments, as data: a memory is {slot = number}, no argument at the end is the constant kNone.

local kNone = {}

local function a_slot() return { slot = random(kSlots) } end
local function a_text()
  local letters = {}
  for index = 1, random(0, 7) do letters[index] = ({ "a", "b", "\0", "\255" })[random(4)] end
  return table.concat(letters)
end
local function bytes() return random(2) == 1 and a_slot() or a_text() end
local function a_pattern() return random(4) == 1 and random(-1, 257) or bytes() end
local function a_position()
  local kind = random(30)
  if kind == 1 then return math.maxinteger end
  if kind == 2 then return math.mininteger end
  return random(-14, 24)
end
local function a_place() return random(5) == 1 and a_position() or random(1, 10) end
local function perhaps(choose) return function() return random(3) == 1 and kNone or choose() end end
local function a_byte() return random(25) == 1 and random(-2, 300) or random(0, 255) end
local function a_size() return random(40) == 1 and -random(5) or random(60) == 1 and random(30000) or random(0, 40) end
local function a_source() return ({ a_size, bytes, bytes })[random(3)]() end

-- Packed items: what they are called, and what they take.
local function an_integer()
  local kind = random(40)
  if kind == 1 then return math.mininteger end
  if kind == 2 then return math.maxinteger end
  return kind < 5 and random(0, 1 << random(1, 40)) or kind < 8 and random(-100, 200) or random(0, 127)
end
local function a_float() return random(-1000, 1000) / 8 end
local function a_string() return random(5) == 1 and a_slot() or a_text() end
local kItems = {
  { "bBhHlLjJTiI", an_integer }, { "fdn", a_float }, { "sz", a_string }, { "iI", an_integer, 1, 16 },
  { "s", a_string, 1, 9 }, { "c", a_string, 2, 12 }, { "iI", an_integer, 1, 4 }, { "<>=! x" }, { "x" }, { "X" },
  { "!" },
}
local function an_option(entry)
  local place = random(#entry[1])
  local option = entry[1]:sub(place, place)
  if option == "!" and random(2) == 1 then return option .. (random(9) == 1 and 3 or 1 << random(0, 4)) end
  return entry[3] and option .. random(entry[3], entry[4]) or option
end

local function some_items(op)
  local items = {}
  for index = 1, random(0, 5) do
    local entry = kItems[random(#kItems)]
    local option = an_option(entry)
    -- Items are told apart by the oracle: X goes with its next.
    if option == "X" then option = "X" .. an_option(kItems[random(6)]) end
    if option == "i" or option == "I" or option == "s" or option == "!" then option = option .. " " end
    items[index] = option
    if entry[2] then op[#op + 1] = entry[2]() end
  end
  if random(6) == 1 then op[#op + 1] = a_float() end
  if random(25) == 1 and #op > 4 then op[#op] = nil end
  return items
end

local function packing()
  local op = { "pack", a_slot(), false, a_place() }
  op[3] = some_items(op)
  return op
end

local function unpacking()
  local op = {}
  return { "unpack", random(4) == 1 and bytes() or a_slot(), some_items(op), perhaps(a_place)() }
end

local function setting()
  local op = { "set", a_slot(), a_place() }
  for _ = 1, random(0, 5) do op[#op + 1] = a_byte() end
  return op
end

-- How often an operation comes, its name, and what chooses its arguments.
local kKinds = {
  { 3, "create", perhaps(a_source), perhaps(a_position), perhaps(a_position) },
  { 5, "resize", a_slot, a_size, perhaps(a_pattern) },
  { 1, "type", bytes }, { 1, "len", bytes },
  { 2, "tostring", bytes, perhaps(a_position), perhaps(a_position) },
  { 3, "get", bytes, perhaps(a_position), perhaps(a_position) },
  { 4, setting },
  { 6, "fill", a_slot, a_pattern, perhaps(a_position), perhaps(a_position), perhaps(a_position) },
  { 6, "find", bytes, a_pattern, perhaps(a_position), perhaps(a_position), perhaps(a_position) },
  { 3, "diff", bytes, bytes }, { 1, "join", a_slot, bytes }, { 1, "less", a_slot, bytes },
  { 1, "less_or_equal", a_slot, bytes }, { 1, "equal", a_slot, bytes }, { 8, packing }, { 5, unpacking },
}
local total = 0
for _, kind in ipairs(kKinds) do total = total + kind[1] end

local function an_operation()
  local place = random(total)
  for _, kind in ipairs(kKinds) do
    place = place - kind[1]
    if place <= 0 then
      if type(kind[2]) == "function" then return kind[2]() end
      local op = { kind[2] }
      for index = 3, #kind do
        local argument = kind[index]()
        if argument == kNone then break end
        op[#op + 1] = argument
      end
      if op[1] == "create" then op.into = random(kSlots) end
      return op
    end
  end
end

local function generate(seed)
  math.randomseed(seed)
  local program = { seed = seed }
  for slot = 1, kSlots do program[slot] = { "create", slot < 3 and random(0, 30) or nil, into = slot } end
  program[kSlots + 1] = { "resize", { slot = kSlots }, 24, "\1\2\0\3" }
  for _ = 1, kLength do program[#program + 1] = an_operation() end
  return program
end

-- Runs the program on a set of functions; returns what was seen, a line for each operation.
local function run(program, functions)
  local slots, names, seen = {}, {}, {}
  for slot = 1, kSlots do
    slots[slot] = functions.create()
    names[slots[slot]] = "memory " .. slot
  end
  for step, op in ipairs(program) do
    local arguments = {}
    for index = 2, #op do
      local value = op[index]
      arguments[index - 1] = type(value) == "table" and value.slot and slots[value.slot] or value
    end
    local got = table.pack(pcall(functions[op[1]], unpack(arguments, 1, #op - 1)))
    if op.into and got[1] then
      slots[op.into] = got[2]
      names[got[2]] = "memory " .. op.into
    end
    local words = { tostring(got[1]) }
    for index = 2, got[1] and got.n or 1 do
      words[index] = names[got[index]] or math.type(got[index]) == "float" and ("%a"):format(got[index])
        or ("%q"):format(got[index])
    end
    for slot = 1, kSlots do
      words[#words + 1] = ("%d=%q"):format(slot, functions.contents(slots[slot]))
      words[#words + 1] = functions.type(slots[slot])
    end
    seen[step] = table.concat(words, " ")
  end
  return seen
end

local function first_difference(program)
  local got, expected = run(program, module), run(program, oracle)
  for step = 1, #program do
    if got[step] ~= expected[step] then return step, got[step], expected[step] end
  end
end

local function describe(op)
  local words = { op[1] }
  for index = 2, #op do
    local value = op[index]
    words[index] = type(value) ~= "table" and ("%q"):format(value) or value.slot and "memory " .. value.slot
      or "'" .. table.concat(value) .. "'"
  end
  return table.concat(words, " ") .. (op.into and " into " .. op.into or "")
end

local function report(program)
  print(("The module and the oracle differ; repeat it with: random_memories.lua 1 %d"):format(program.seed))
  for place = #program, 1, -1 do
    local op = table.remove(program, place)
    if not first_difference(program) then table.insert(program, place, op) end
  end
  for _, op in ipairs(program) do print("  " .. describe(op)) end
  local _, got, expected = first_difference(program)
  print("oracle: " .. expected .. "\nmodule: " .. got)
end

local failed = 0
for seed = kFirstSeed, kFirstSeed + kCount - 1 do
  local program = generate(seed)
  if first_difference(program) then
    failed = failed + 1
    report(program)
    if failed == 3 then break end
  end
end
print(("%d passed, %d failed"):format(kCount - failed, failed))
io.stdout:flush()
os.exit(failed == 0)
