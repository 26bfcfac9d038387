-- A scenario of nonsense: every function of coutil.sim with arguments of every kind, drawn from the seed. Each does
-- its work, or raises an error that says where in this file it was called. SCRIPT is any program.

local sim = require "coutil.sim"

local kPlace = "nonsense.lua:%d+: "

local hosts = { sim.host { name = "first", address = "10.1.0.1" } }

local function pick(list) return list[sim.random(#list)] end

local function circle()
  local list = {}
  list[1] = list
  return list
end

local kinds
local function any() return pick(kinds)() end

local kTexts = { "", "x", "first", "10.0.0.1", "10.0.0.1/24", "10.0.0.1:80", "::1", "fe80::1/64", "300.1.1.1", "10.0.0.1/99", "oneway",
  "normal", "stream", "winresize", "SIGX", "/etc/x", "../../x", "child.lua", "no.lua", ("long"):rep(1000), "zero\0byte" }
local kKeys = { "name", "address", "program", "args", "env", "files", "latency", "jitter", "loss", "duplication", "reordering",
  "reordering_delay", "bandwidth", "queue", "mtu", "oneway", "spread", "skew", "drift", 1, 2, 3, "other" }
local kNumbers = { 0, 1, -1, 0.5, 2, 1e-9, 1e9, 1e300, 1 / 0, -1 / 0, 0 / 0, math.maxinteger, math.mininteger, 65536 }

kinds = {
  function() return nil end,
  function() return sim.random(2) == 1 end,
  function() return pick(kNumbers) end,
  function() return pick(kNumbers) end,
  function() return pick(kTexts) end,
  function() return pick(kTexts) end,
  function() return pick(hosts) end,
  function() return pick(hosts) end,
  function() return { pick(hosts) } end,
  function() return function() end end,
  function()
    local thread = coroutine.create(print)
    return function() return thread end -- that can't be copied
  end,
  function() return coroutine.create(print) end,
  function() return pick { io.stdout, print, circle(), setmetatable({}, { __index = function() error "indexed" end }) } end,
  function()
    local list = {}
    for place = 1, sim.random(0, 3) do list[place] = any() end
    return list
  end,
  function()
    local fields = {}
    for _ = 1, sim.random(4) do fields[pick(kKeys)] = any() end
    return fields
  end,
}

-- Names in an order of their own; what ends the run is left out.
local function names_of(functions, but)
  local names = {}
  for name, value in pairs(functions) do
    if type(value) == "function" and not but[name] then names[#names + 1] = name end
  end
  table.sort(names)
  return names
end

local kFunctions = names_of(sim, { fail = true, always = true, eventually = true, random = true })
local methods = getmetatable(hosts[1]) and getmetatable(hosts[1]).__index
local kMethods = type(methods) == "table" and names_of(methods, {}) or { "crash", "restart", "pause", "resume", "signal", "clock",
  "tear", "read", "write", "is_up", "program" }

-- What would happen so often, or so late, that the run hardly comes to its end.
local function is_too_much(name, number)
  if type(number) ~= "number" then return false end
  return name == "every" and number < 0.01 or name == "randomly" and number > 100 or name == "at" and number > 100
end

local function try(name, f, ...)
  local arguments = table.pack(...)
  if is_too_much(name, ...) then return end
  local ok, message = pcall(function()
    local result = f(table.unpack(arguments, 1, arguments.n))
    if name == "host" then hosts[#hosts + 1] = result end
  end)
  if not ok and not tostring(message):find(kPlace) then
    error(("%s: an error without a place: %s"):format(name, tostring(message)), 0)
  end
end

local function nonsense()
  for _ = 1, 50 do
    if sim.random(2) == 1 and #hosts < 20 then
      local name = pick(kFunctions)
      try(name, sim[name], any(), any(), any())
    else
      local name, host = pick(kMethods), pick(hosts)
      try(name, host[name], sim.random(5) > 1 and host or any(), any(), any())
    end
  end
end

for _ = 1, 10 do nonsense() end
sim.at(0.5, nonsense)
sim.at(1, nonsense)
sim.at(1.5, function() -- so that SCRIPT comes to its end
  hosts[1]:restart()
  hosts[1]:resume()
  hosts[1]:clock { skew = 0, drift = 0 }
end)
