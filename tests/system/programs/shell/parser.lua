-- From a shell's line to a tree of commands. A command is a table with a `kind`: list, chain (&& and ||), pipe, loop,
-- choice, group or simple. Must not run anything.

local words = require "words"

local Parser = {}
Parser.__index = Parser

local kKeywords = { ["while"] = true, ["until"] = true, ["do"] = true, done = true, ["if"] = true, ["then"] = true,
  elif = true, ["else"] = true, fi = true, ["{"] = true, ["}"] = true, ["for"] = true, case = true, esac = true }
local kRedirections = { [">"] = true, [">>"] = true, ["<"] = true }

function Parser:token() return self.tokens[self.place] end
function Parser:operator() return self:token() and self:token().operator end
function Parser:keyword() return kKeywords[words.plain(self:token()) or ""] and words.plain(self:token()) end

-- Takes what has to come next.
function Parser:expect(keyword)
  if self:keyword() ~= keyword then words.refuse("a line in which '" .. keyword .. "' is missing") end
  self.place = self.place + 1
end

function Parser:skip_newlines()
  while self:operator() == "\n" do self.place = self.place + 1 end
end

function Parser:redirection()
  local token = self:token()
  self.place = self.place + 1
  local number = token.number or (token.operator == "<" and 0 or 1)
  if self:operator() == "&" then
    self.place = self.place + 1
    local target = words.plain(self:token())
    if target ~= "1" and target ~= "2" then words.refuse("'>&' without 1 or 2") end
    self.place = self.place + 1
    return { number = number, copies = tonumber(target) }
  end
  if not self:token() or not self:token().parts then words.refuse("'" .. token.operator .. "' without a file") end
  self.place = self.place + 1
  return { number = number, mode = token.operator, path = self.tokens[self.place - 1] }
end

-- The redirections behind a command.
function Parser:redirections()
  local list = {}
  while self:operator() and kRedirections[self:operator()] do list[#list + 1] = self:redirection() end
  return list
end

function Parser:simple()
  local command = { kind = "simple", assignments = {}, words = {}, redirections = {} }
  while self:token() do
    local token = self:token()
    if token.operator and not kRedirections[token.operator] then break end
    if token.operator then
      table.insert(command.redirections, self:redirection())
    else
      local first = token.parts[1]
      local name, rest = (first and first.kind == "text" and not first.quoted and first.text or ""):match "^([%a_][%w_]*)=(.*)$"
      if name and #command.words == 0 then
        local parts = { { kind = "text", text = rest, quoted = true }, table.unpack(token.parts, 2) }
        table.insert(command.assignments, { name = name, value = { parts = parts } })
      else
        table.insert(command.words, token)
      end
      self.place = self.place + 1
    end
  end
  if #command.words + #command.assignments + #command.redirections == 0 then
    words.refuse("'" .. (self:operator() or "the end") .. "' where a command should be")
  end
  return command
end

function Parser:choice()
  local condition = self:list()
  self:expect "then"
  local command = { kind = "choice", condition = condition, body = self:list() }
  if self:keyword() == "elif" then
    self.place = self.place + 1
    command.otherwise = self:choice()
    return command
  end
  if self:keyword() == "else" then
    self.place = self.place + 1
    command.otherwise = self:list()
  end
  self:expect "fi"
  return command
end

function Parser:loop(keyword)
  local condition = self:list()
  self:expect "do"
  local body = self:list()
  self:expect "done"
  return { kind = "loop", condition = condition, body = body, until_true = keyword == "until" }
end

function Parser:command()
  local keyword, command = self:keyword(), nil
  if not keyword and self:operator() ~= "(" then return self:simple() end
  self.place = self.place + 1
  if keyword == "while" or keyword == "until" then
    command = self:loop(keyword)
  elseif keyword == "if" then
    command = self:choice()
  elseif keyword == "{" then
    command = { kind = "group", body = self:list() }
    self:expect "}"
  else
    words.refuse("'" .. (keyword or "(") .. "'")
  end
  command.redirections = self:redirections()
  return command
end

function Parser:pipe()
  local negated = words.plain(self:token()) == "!"
  if negated then self.place = self.place + 1 end
  local commands = { self:command() }
  while self:operator() == "|" do
    self.place = self.place + 1
    self:skip_newlines()
    commands[#commands + 1] = self:command()
  end
  if #commands == 1 and not negated then return commands[1] end
  return { kind = "pipe", commands = commands, negated = negated }
end

function Parser:chain()
  local chain = { kind = "chain", { command = self:pipe() } }
  while self:operator() == "&&" or self:operator() == "||" do
    local operator = self:operator()
    self.place = self.place + 1
    self:skip_newlines()
    chain[#chain + 1] = { operator = operator, command = self:pipe() }
  end
  return #chain == 1 and chain[1].command or chain
end

-- Commands up to the end, or to a keyword that closes what they are in.
function Parser:list()
  local list = { kind = "list" }
  local kClosing = { ["do"] = true, done = true, ["then"] = true, elif = true, ["else"] = true, fi = true, ["}"] = true }
  while true do
    self:skip_newlines()
    if not self:token() or kClosing[self:keyword() or ""] then return list end
    list[#list + 1] = self:chain()
    local operator = self:operator()
    if operator == ";" or operator == "\n" then
      self.place = self.place + 1
    elseif operator then
      words.refuse("'" .. operator .. "' here")
    elseif self:token() and not kClosing[self:keyword() or ""] then
      words.refuse("a command that does not end before the next")
    end
  end
end

return function(line)
  local parser = setmetatable({ tokens = words.tokens(line), place = 1 }, Parser)
  local list = parser:list()
  if parser:token() then words.refuse("'" .. (parser:keyword() or parser:operator()) .. "' here") end
  return list
end
