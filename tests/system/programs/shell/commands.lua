-- The commands that the shell has in itself. Each gets the shell, its standard files and its arguments, and returns
-- its status.

local files = require "files"
local system = require "coutil.system"
local words = require "words"

local commands = {}

local function complain(io, ...)
  io[2]:write("sh: ", ..., "\n")
  return 1
end

commands[":"] = function() return 0 end
commands["true"] = commands[":"]
commands["false"] = function() return 1 end
commands["ulimit"] = commands[":"]  -- limits are no matter of the simulation

function commands.exit(shell, _, status)
  error({ status = status and tonumber(status) or shell.status }, 0)
end

function commands.echo(_, io, ...)
  io[1]:write(table.concat({ ... }, " "), "\n")
  return 0
end

local kEscapes = { n = "\n", t = "\t", ["\\"] = "\\" }

-- The format is used again as long as there are arguments left.
function commands.printf(_, io, format, ...)
  local arguments, place = { ... }, 1
  if not format then return complain(io, "printf: a format was expected") end
  format = format:gsub("\\(.)", kEscapes)
  repeat
    local before = place
    io[1]:write((format:gsub("%%(.)", function(directive)
      if directive == "%" then return "%" end
      if directive ~= "s" and directive ~= "d" then words.refuse("printf's %" .. directive) end
      place = place + 1
      return arguments[place - 1] or directive == "d" and "0" or ""
    end)))
  until place > #arguments or place == before
  return 0
end

local kOfOne = {
  ["-z"] = function(text) return text == "" end,
  ["-n"] = function(text) return text ~= "" end,
}
local kOfTwo = {
  ["="] = function(a, b) return a == b end,
  ["!="] = function(a, b) return a ~= b end,
  ["-eq"] = function(a, b) return tonumber(a) == tonumber(b) end,
  ["-ne"] = function(a, b) return tonumber(a) ~= tonumber(b) end,
  ["-lt"] = function(a, b) return tonumber(a) < tonumber(b) end,
  ["-le"] = function(a, b) return tonumber(a) <= tonumber(b) end,
  ["-gt"] = function(a, b) return tonumber(a) > tonumber(b) end,
  ["-ge"] = function(a, b) return tonumber(a) >= tonumber(b) end,
}

local function test(arguments)
  if arguments[1] == "!" then return not test { table.unpack(arguments, 2) } end
  if #arguments <= 1 then return #arguments == 1 and arguments[1] ~= "" end
  if #arguments == 2 and kOfOne[arguments[1]] then return kOfOne[arguments[1]](arguments[2]) end
  if #arguments == 3 and kOfTwo[arguments[2]] then return kOfTwo[arguments[2]](arguments[1], arguments[3]) end
  words.refuse("the test " .. table.concat(arguments, " "))
end

function commands.test(_, _, ...) return test { ... } and 0 or 1 end

commands["["] = function(_, _, ...)
  local arguments = { ... }
  if table.remove(arguments) ~= "]" then words.refuse("[ without ]") end
  return test(arguments) and 0 or 1
end

function commands.sleep(_, io, seconds)
  if not tonumber(seconds) then return complain(io, "sleep: a number of seconds was expected") end
  system.pause(tonumber(seconds))
  return 0
end

function commands.pwd(shell, io)
  io[1]:write(shell:folder(), "\n")
  return 0
end

-- The signals that have numbers here; and 0, which only asks whether there is such a process: so does one that
-- nobody heeds.
local kNumbers = { ["0"] = "URG", ["1"] = "HUP", ["2"] = "INT", ["3"] = "QUIT", ["6"] = "ABRT", ["9"] = "KILL",
  ["10"] = "USR1", ["12"] = "USR2", ["13"] = "PIPE", ["14"] = "ALRM", ["15"] = "TERM", IO = "POLL" }

function commands.kill(shell, io, signal, pid)
  local name = signal and signal:match "^%-(%w+)$"
  if not name or not tonumber(pid) then return complain(io, "kill: a signal and a process were expected") end
  local ok, message = shell.machine.kill(math.tointeger(pid), "SIG" .. (kNumbers[name] or name))
  if not ok then return complain(io, "kill: ", tostring(message)) end
  if tonumber(pid) == shell.machine.getpid() then system.pause() end  -- it comes before the next command
  return 0
end

function commands.cat(shell, io, ...)
  for _, path in ipairs { ... } do
    local file, message = files.open(path, "<")
    if not file then return complain(io, "cat: ", message) end
    io[1]:write(file:read "a")
    file:close()
  end
  if select("#", ...) == 0 then io[1]:write(io[0]:read "a") end
  return 0
end

-- grep [-c] [-v] [-F] [-e] TEXT [FILE]: of lines that contain the text as it stands.
function commands.grep(shell, io, ...)
  local options, rest = {}, {}
  for _, argument in ipairs { ... } do
    local letters = #rest == 0 and argument:match "^%-([cvFe]+)$"
    if letters then
      for letter in letters:gmatch "." do options[letter] = true end
    else
      rest[#rest + 1] = argument
    end
  end
  local file, message = io[0], nil
  if rest[2] then file, message = files.open(rest[2], "<") end
  if not file then return complain(io, "grep: ", message) + 1 end
  local count = 0
  for line in (file:read "a"):gmatch "([^\n]*)\n?" do
    if line ~= "" and (line:find(rest[1], 1, true) ~= nil) == not options.v then
      count = count + 1
      if not options.c then io[1]:write(line, "\n") end
    end
  end
  if options.c then io[1]:write(count, "\n") end
  return count > 0 and 0 or 1
end

return commands
