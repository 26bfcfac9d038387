-- Files and folders for the runner: whole texts in, whole texts out.
local system = require "system"

local files = {}

-- The text; or nil and why not.
function files.read(path)
  local file, why = io.open(path, "rb")
  if not file then return nil, why end
  local text, failed = file:read("a")
  file:close()
  return text, failed
end

function files.write(path, text)
  local well, why = system.write_safely(path, text)
  if not well then error { say = "can't write " .. why } end
end

function files.make_folder(path)
  local well, why = system.make_folder(path)
  if not well then error { say = "can't make the folder " .. why } end
end

function files.exists(path) return system.kind(path, true) ~= nil end

function files.is_folder(path) return system.kind(path, true) == "folder" end

-- Names in a folder that end with `ending`; an empty list where there is no such folder.
function files.names(path, ending)
  local found = {}
  for _, name in ipairs(system.names(path) or {}) do
    if not ending or name:sub(-#ending) == ending then found[#found + 1] = name end
  end
  return found
end

-- For the shell, as one word.
function files.quote(text)
  if text:match("^[%w%./_:=+@%%-]+$") then return text end
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

-- "folder/name"; a folder of "." is left out.
function files.join(folder, name)
  if folder == "." or folder == "" then return name end
  return folder:gsub("/+$", "") .. "/" .. name
end

return files
