-- `coutil learn export` and `import`: progress as a file that one takes along.
local system = require "system"
local files = require "files"
local json = require "json"
local place = require "place"
local progress = require "progress"

local function export(words, options)
  local data = progress.load(place.dir(options))
  if words[1] and words[1] ~= "-" then
    if system.kind(words[1]) then error { say = words[1] .. " is there already; name another file" } end
    files.write(words[1], json.encode(data))
  else
    io.write(json.encode(data))
  end
  return 0
end

-- The better of both counts; nothing that was reached is lost.
local function merge(into, from)
  for name, other in pairs(from.lessons) do
    local record = progress.of(into, name)
    for key, value in pairs(other) do
      if type(value) == "number" then
        record[key] = math.max(record[key] or 0, value)
      elseif type(value) == "boolean" then
        record[key] = record[key] or value
      else
        record[key] = record[key] or value
      end
    end
  end
end

local function import(words, options)
  local dir = place.dir(options)
  local kind, size = system.kind(words[1], true)
  if kind ~= "file" then error { say = words[1] .. " is no file; name one that " .. system.command .. " learn export wrote" } end
  if size > 1048576 then error { say = words[1] .. " can't be used: it has more than a mebibyte" } end
  local text, why = files.read(words[1])
  if not text then error { say = "can't read " .. why } end
  local data
  data, why = progress.parse(text)
  if not data then error { say = ("%s can't be used: %s"):format(words[1], why) } end
  local own = progress.load(dir)
  merge(own, data)
  progress.save(dir, own)
  local count = 0
  for _, record in pairs(own.lessons) do count = count + (record.passed and 1 or 0) end
  io.write(("%s: %d lessons passed\n"):format(progress.path(dir), count))
  return 0
end

return {
  export = { run = export, most = 1, options = { dir = "text" },
    help = "  FILE      where to; without it, or with -, it is printed\n  --dir D   the folder of your lessons\n" },
  import = { run = import, least = 1, most = 1, options = { dir = "text" }, missing = "name the file",
    help = "  --dir D   the folder of your lessons\nWhat is there already stays.\n" },
}
