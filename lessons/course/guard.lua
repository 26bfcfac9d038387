-- Loads exercise.lua into surroundings of its own: its globals, libraries and modules are copies, so that nothing that it
-- changes there changes what the lesson's files use. It knows no lesson, and is not to be changed.
local guard = {}

local trace = require "coutil.trace"
local load, require, getmetatable, type, select, error = load, require, getmetatable, type, select, error

-- The names that the lesson gives to coroutines and objects stay.
local named = setmetatable({}, { __mode = "k" })
local name = trace.name
function trace.name(object, text)
  named[name(object, text)] = true
  return object
end

local function copy_of(original)
  local copy = {}
  for key, value in pairs(original) do copy[key] = value end
  return copy
end

local function refusal(what, why)
  return function() error(("%s is refused in an exercise: %s"):format(what, why), 2) end
end

local globals, modules = copy_of(_G), {}
globals._G, modules._G = globals, globals
for _, library in ipairs { "coroutine", "debug", "io", "math", "os", "string", "table", "utf8" } do
  globals[library] = copy_of(_G[library])
  modules[library] = globals[library]
end
globals.package = { config = package.config, path = "", cpath = "", loaded = modules, preload = {} }
modules.package = globals.package
globals.math.randomseed = refusal("math.randomseed", "each run has its own seed")
globals.dofile = refusal("dofile", "it is one file")
globals.loadfile = refusal("loadfile", "it is one file")

-- Whatever its name is to be, such text has no lines in the lesson's files.
function globals.load(chunk, _, mode, ...)
  local environment = globals
  if select("#", ...) > 0 then environment = ... end
  return load(chunk, "=(load)", mode, environment)
end

-- Those of strings, files and sockets are everybody's.
function globals.getmetatable(value)
  if type(value) == "table" then return getmetatable(value) end
end

local is_known = copy_of(package.preload)
local refuse_world = refusal("coutil.sim", "the world belongs to the lesson")

function globals.require(module)
  if modules[module] ~= nil then return modules[module] end
  if module == "coutil.sim" then refuse_world() end
  if not is_known[module] then
    error(("there is no module '%s'; an exercise is one file, and uses coutil's modules"):format(tostring(module)), 2)
  end
  local copy = copy_of(require(module))
  if module == "coutil.trace" then
    function copy.name(object, text)
      if object ~= nil and named[object] then return object end
      return name(object, text)
    end
  end
  modules[module] = copy
  return copy
end

local function exercise()
  local chunk, why = loadfile("exercise.lua", "t", globals)
  if not chunk then error(why, 0) end
  return chunk()
end

-- What the exercise returns: `count` functions, one after the other.
function guard.functions(count)
  local list = table.pack(exercise())
  for i = 1, count do
    if type(list[i]) ~= "function" then
      error(("exercise.lua is to return %s"):format(count == 1 and "a function" or count .. " functions"), 0)
    end
  end
  return table.unpack(list, 1, count)
end

-- The table that the exercise returns, with functions of these names; the notes are for the check's messages.
function guard.table(names)
  local returned = exercise()
  for _, one in ipairs(names) do
    local f = type(returned) == "table" and returned[one]
    if type(f) ~= "function" then error("exercise.lua is to return a table with the function " .. one, 0) end
    trace.note(("%s is at line %d"):format(one, debug.getinfo(f, "S").linedefined))
  end
  return returned
end

-- The line of the exercise that called the function that asks, or "?".
function guard.line()
  for level = 3, 9 do
    local _, place = pcall(error, "", level)
    local line = place:match "^exercise.lua:(%d+)"
    if line then return line end
  end
  return "?"
end

return guard
