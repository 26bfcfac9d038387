-- The words of a command line, by a command's own description of its options. It knows no command by name.
-- A command is { options = { seeds = "number", json = "flag", dir = "text" }, least = 0, most = 1, help = "...",
-- run = function(words, options) return exit code end }.
local system = require "system"

local words = {}

local function complain(name, message)
  io.stderr:write(("coutil: %s; see " .. system.command .. " learn %s --help\n"):format(message, name))
  return 2
end

local function number_of(text)
  local number = text and text:match("^%d+$") and math.tointeger(tonumber(text))
  return number
end

-- Raises a wrong word as a table { usage = text }.
local function parse(given, command)
  local rest, options = {}, {}
  local i = 1
  while i <= #given do
    local word = given[i]
    local key, value = word:match("^%-%-([%w-]+)=(.*)$")
    key = key or word:match("^%-%-([%w-]+)$")
    if not key then
      if word:sub(1, 1) == "-" and #word > 1 then error { usage = "there is no option " .. word } end
      rest[#rest + 1] = word
    else
      local name = key:gsub("-", "_")
      local kind = (command.options or {})[name]
      if not kind then error { usage = "there is no option --" .. key } end
      if kind == "flag" then
        options[name] = true
      else
        if not value then
          i = i + 1
          value = given[i]
        end
        if not value then error { usage = "--" .. key .. ": its value is missing" } end
        if kind == "number" then
          local number = number_of(value)
          if not number then error { usage = ("--%s is '%s'; a whole number is expected"):format(key, value) } end
          value = number
        end
        options[name] = value
      end
    end
    i = i + 1
  end
  return rest, options
end

-- description: { name, usage, what it does }. Returns the exit code.
function words.run(description, given, command)
  local name = description[1]
  for _, word in ipairs(given) do
    if word == "--help" or word == "-h" then
      io.write("coutil learn ", description[2], "\n  ", description[3], "\n")
      if command.help then io.write("\n", command.help) end
      return 0
    end
  end
  local well, rest, options = pcall(parse, given, command)
  if not well then
    if type(rest) ~= "table" then error(rest, 0) end
    return complain(name, rest.usage)
  end
  if #rest < (command.least or 0) then
    return complain(name, command.missing or "name a lesson (" .. system.command .. " learn list shows them)")
  end
  if #rest > (command.most or math.huge) then
    return complain(name, ("the word '%s' was not expected"):format(rest[(command.most or 0) + 1]))
  end
  -- What the user got wrong, or a file that can't be read, comes as a table { say = text }.
  local code
  well, code = xpcall(command.run, function(raised)
    return type(raised) == "table" and raised or debug.traceback(raised, 2)
  end, rest, options)
  if well then return code or 0 end
  if type(code) == "table" and code.say then
    io.stdout:flush()
    io.stderr:write("coutil: ", code.say, "\n")
    return code.code or 2
  end
  error(code, 0)
end

return words
