-- The files that a shell's commands read and write: real ones, nothing at all, and texts between two commands of a
-- pipe. Must not know the commands.

local files = {}

local Text = {}
Text.__index = Text

-- What is written into it can be read from it; `text` is what it begins with.
function files.text(text)
  return setmetatable({ pieces = { text } }, Text)
end

function Text:write(...)
  for _, piece in ipairs { ... } do table.insert(self.pieces, tostring(piece)) end
  return self
end

function Text:contents() return table.concat(self.pieces) end
function Text:read() return self:contents() end
function Text:flush() end
function Text:close() end

-- Swallows everything.
files.nothing = { write = function(self) return self end, read = function() return "" end, flush = function() end,
  close = function() end }

-- Opens a file to be read ("<"), written (">") or appended to (">>"): the file, or nil and a message.
function files.open(path, mode)
  if path == "/dev/null" then return files.nothing end
  return io.open(path, mode == "<" and "r" or mode == ">" and "w" or "a")
end

return files
