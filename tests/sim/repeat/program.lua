-- All that would differ between two runs of a stock Lua, in one program: the test compares what it prints.
local module, file = require("part.module")
print(module.name, file, debug.getinfo(1, "S").source)

-- Tables by keys of every kind.
local keys = {}
for i = 1, 200 do
  keys["string" .. i] = i
  keys[{}] = i
  keys[function() return i end] = i
  keys[coroutine.create(print)] = i
  keys[i * 1.5] = i
end
keys[print], keys[string.len], keys[io.stdout], keys[os.time] = 1, 2, 3, 4
for key, value in pairs(keys) do print(key, value) end
for name, value in pairs(_G) do print(name, value) end
for name, value in pairs(debug.getregistry()) do print(name, value) end
print(string.format("%p %p %p %p", keys, print, io.stderr, "text"), io.stdout, io.open("part/text.txt"))

-- Sorting a large array that partitions badly, and one with an order that is none.
local numbers = {}
for i = 1, 3000 do numbers[i] = (i * 7919) % 64 end
local compared = 0
table.sort(numbers, function(a, b) compared = compared + 1 return a < b end)
print(compared, pcall(table.sort, {3, 1, 2, 5, 4, 9, 8, 7, 6, 10}, function() return true end))

-- Random numbers and clocks.
print(math.random(), math.random(1 << 40), math.randomseed(), math.random(1 << 40))
print(os.time(), os.clock(), os.date(), os.date("%c %x %X %Z %z %A"), os.date("!%c"), os.tmpname())
print(os.time({year = 2031, month = 7, day = 1, hour = 3}), os.date("*t").hour)
print(os.getenv("HOME"), os.getenv("TZ"), os.getenv("SEED"), os.setlocale(), string.format("%.3f", 1 / 3))
print(os.getenv("LUA_PATH"), package.path, package.cpath)
print(pcall(os.setlocale, "de_DE.UTF-8"), ("%a"):format(0.1), tostring(1e15), ("ä"):upper(), ("x"):rep(3))

-- Garbage with finalizers, weak tables, the collector.
local order = {}
local weak = setmetatable({}, {__mode = "k"})
for round = 1, 20 do
  for i = 1, 500 do
    local object = setmetatable({}, {__gc = function() order[#order + 1] = round * 1000 + i end})
    weak[object] = string.rep("garbage", i)
  end
  boundary()
  print(#order, collectgarbage("count"))
end
local left = 0
for _ in pairs(weak) do left = left + 1 end
print(left, order[1], order[#order])

-- Errors and what is known of the stack.
print(pcall(function() local a = nil; return a.b end))
print(debug.traceback("here"))
print(pcall(error, {}), select(2, pcall(error, setmetatable({}, {__tostring = function(t) return "mine" end}))))
print(xpcall(function() error("again") end, debug.traceback))
