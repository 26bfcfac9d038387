-- Whether something in a folder was saved.
local system = require "system"
local files = require "files"

local watching = {}

local kPause = 0.05
local kSettled = 0.03

-- A text that differs when one of the folder's Lua files was saved.
local function stamp_of(folder)
  local parts = {}
  for _, name in ipairs(files.names(folder, ".lua")) do
    local kind, size, time = system.kind(files.join(folder, name), true)
    if kind then parts[#parts + 1] = ("%s %d %d"):format(name, size, time) end
  end
  return table.concat(parts, "\n")
end

-- Waits a moment for a save. Returns the new stamp when there was one after `stamp`, and `exercise` is there, with
-- something in it: editors empty or replace a file before they write it.
function watching.look(folder, exercise, stamp)
  local now = stamp_of(folder)
  if now == stamp then return system.sleep(kPause) end
  while true do
    system.sleep(kSettled)
    local later = stamp_of(folder)
    if later == now then break end
    now = later
  end
  local kind, size = system.kind(files.join(folder, exercise), true)
  if kind and size > 0 then return now end
end

return watching
