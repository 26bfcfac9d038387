-- Runs a tree of commands: variables, expansions, redirections, and programs that are not the shell's own. It runs in
-- a coroutine, for its commands may wait.

local commands = require "commands"
local files = require "files"
local parse = require "parser"
local system = require "coutil.system"
local words = require "words"

local Shell = {}
Shell.__index = Shell

-- What a machine that is no simulation does not tell a Lua program.
local kNoMachine = setmetatable({}, { __index = function(_, name)
  return function() words.refuse("numbers of processes outside of the simulation (" .. name .. ")") end
end })

-- A shell whose own name and arguments are $0, $1 and so on.
function Shell.new(name, arguments)
  local ok, machine = pcall(require, "coutil.sim")
  return setmetatable({ name = name, arguments = arguments, variables = {}, status = 0,
    machine = ok and machine or kNoMachine, io = { [0] = io.stdin, io.stdout, io.stderr } }, Shell)
end

function Shell:folder()
  if self.machine ~= kNoMachine then return self.machine.folder() end
  return os.getenv "PWD" or words.refuse "pwd without PWD"
end

-- The value of a variable or parameter, or nil.
function Shell:value(name)
  if name == "#" then return tostring(#self.arguments) end
  if name == "?" then return tostring(self.status) end
  if name == "$" then return tostring(self.machine.getpid()) end
  if name == "PPID" then return tostring(self.machine.getppid()) end
  if name == "0" then return self.name end
  if name:find "^%d+$" then return self.arguments[tonumber(name)] end
  if name == "@" or name == "*" then return table.concat(self.arguments, " ") end
  if self.variables[name] ~= nil then return self.variables[name] end
  return os.getenv(name)
end

-- The number that an expression in $(( )) gives.
function Shell:sum(text)
  local expression = text:gsub("%$?([%a_][%w_]*)", function(name) return tonumber(self:value(name) or "0") end)
  if expression:find "[^%d%s%+%-%*/%%()<>=]" then words.refuse("$((" .. text .. "))") end
  local compute = load("return " .. expression:gsub("/", "//")) or words.refuse("$((" .. text .. "))")
  local result = compute()
  return tostring(type(result) == "boolean" and (result and 1 or 0) or result)
end

-- What commands write, without the newlines at its end.
function Shell:output(line)
  local text = files.text("")
  local io = { [0] = self.io[0], text, self.io[2] }
  self:within(io, function() return self:run(parse(line)) end)
  return (text:contents():gsub("\n+$", ""))
end

function Shell:expanded(part)
  if part.kind == "text" then return part.text end
  if part.kind == "sum" then return self:sum(part.text) end
  if part.kind == "output" then return self:output(part.text) end
  return self:value(part.name) or part.default or ""
end

-- Appends the fields that a word becomes: one, or as many as its parts that are not quoted fall into.
function Shell:expand(word, fields)
  local field
  for _, part in ipairs(word.parts) do
    if part.name == "@" and part.quoted then
      if #word.parts > 2 then words.refuse('"$@" with more in the same word') end
      for _, argument in ipairs(self.arguments) do fields[#fields + 1] = argument end
      return
    end
    local text = self:expanded(part)
    if part.quoted or part.kind == "text" then
      if not part.quoted and text:find "[*?%[]" and #text > 1 then words.refuse("patterns for files: " .. text) end
      field = (field or "") .. text
    else
      for space, piece in text:gmatch "(%s*)(%S*)" do
        if space ~= "" and field then
          fields[#fields + 1] = field
          field = nil
        end
        if piece ~= "" then field = (field or "") .. piece end
      end
    end
  end
  if field then fields[#fields + 1] = field end
end

-- A word's text where it can't become several.
function Shell:text(word)
  local texts = {}
  for index, part in ipairs(word.parts) do texts[index] = self:expanded(part) end
  return table.concat(texts)
end

-- Calls `f` with other standard files.
function Shell:within(io, f)
  local before = self.io
  self.io = io
  local ok, status = pcall(f)
  for _, file in pairs(io) do file:flush() end
  self.io = before
  if not ok then error(status, 0) end
  return status
end

-- Calls `f` with the files that the redirections name.
function Shell:redirected(redirections, f)
  local io, opened = { [0] = self.io[0], self.io[1], self.io[2] }, {}
  for _, redirection in ipairs(redirections) do
    if redirection.copies then
      io[redirection.number] = io[redirection.copies]
    else
      local path = self:text(redirection.path)
      local file, message = files.open(path, redirection.mode)
      if not file then
        self.io[2]:write("sh: ", message, "\n")
        return 2
      end
      io[redirection.number] = file
      opened[#opened + 1] = file
    end
  end
  local status = self:within(io, f)
  for _, file in ipairs(opened) do file:close() end
  return status
end

-- A program that is not the shell's own, with the shell's files; a text is given and taken by a temporary file.
function Shell:execute(name, arguments)
  local cmd = { execfile = name, arguments = arguments }
  local taken = {}
  for number, field in pairs { [0] = "stdin", "stdout", "stderr" } do
    local file = self.io[number]
    if io.type(file) ~= "file" then
      cmd[field] = assert(io.tmpfile())
      if number == 0 then cmd[field]:write(file:read "a") else taken[cmd[field]] = file end
      cmd[field]:seek "set"
    else
      cmd[field] = file
    end
  end
  local how, what, number = system.execute(cmd)
  for from, into in pairs(taken) do
    from:seek "set"
    into:write(from:read "a")
  end
  if how == "exit" then return what end
  if how == "signal" then return 128 + number end
  self.io[2]:write("sh: ", name, ": ", what == "permission denied" and what or "not found", "\n")
  return what == "permission denied" and 126 or 127
end

local kKinds = {}

function kKinds.simple(self, command)
  local fields = {}
  for _, word in ipairs(command.words) do self:expand(word, fields) end
  for _, assignment in ipairs(command.assignments) do
    if #fields > 0 then words.refuse "variables for one command" end
    self.variables[assignment.name] = self:text(assignment.value)
  end
  local name = table.remove(fields, 1)
  return self:redirected(command.redirections, function()
    if not name then return 0 end
    if commands[name] then return commands[name](self, self.io, table.unpack(fields)) end
    return self:execute(name, fields)
  end)
end

function kKinds.list(self, list)
  for _, command in ipairs(list) do self:run(command) end
  return self.status
end

function kKinds.chain(self, chain)
  for _, link in ipairs(chain) do
    if not link.operator or (link.operator == "&&") == (self.status == 0) then self:run(link.command) end
  end
  return self.status
end

-- One command after the other: what one writes is what the next reads.
function kKinds.pipe(self, pipe)
  local input, status = self.io[0], 0
  for index, command in ipairs(pipe.commands) do
    local output = index < #pipe.commands and files.text("") or self.io[1]
    status = self:within({ [0] = input, output, self.io[2] }, function() return self:run(command) end)
    input = output
  end
  if pipe.negated then return status == 0 and 1 or 0 end
  return status
end

function kKinds.group(self, group)
  return self:redirected(group.redirections, function() return self:run(group.body) end)
end

function kKinds.choice(self, choice)
  return self:redirected(choice.redirections or {}, function()
    if self:run(choice.condition) == 0 then return self:run(choice.body) end
    return choice.otherwise and self:run(choice.otherwise) or 0
  end)
end

function kKinds.loop(self, loop)
  return self:redirected(loop.redirections, function()
    local status = 0
    while (self:run(loop.condition) == 0) ~= loop.until_true do status = self:run(loop.body) end
    return status
  end)
end

-- Runs a tree and returns its status.
function Shell:run(command)
  self.status = kKinds[command.kind](self, command)
  return self.status
end

-- Runs a line, and returns the status with which the shell ends.
function Shell:line(line)
  local ok, status = pcall(function() return self:run(parse(line)) end)
  if ok then return status end
  if type(status) ~= "table" then status = { status = 2, text = status } end
  if status.text then io.stderr:write("sh: ", status.text, "\n") end
  return status.status
end

return Shell
