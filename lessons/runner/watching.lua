-- Whether something in a folder was saved.
local system = require "system"
local files = require "files"

local watching = {}

-- A text that differs when one of the folder's Lua files was saved.
function watching.stamp(folder)
  local parts = {}
  for _, name in ipairs(files.names(folder, ".lua")) do
    local kind, size, time = system.kind(files.join(folder, name), true)
    if kind then parts[#parts + 1] = ("%s %d %d"):format(name, size, time) end
  end
  return table.concat(parts, "\n")
end

return watching
