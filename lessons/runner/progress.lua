-- What a learner did so far: progress.json in the folder of his lessons. It is replaced as a whole, so that no crash
-- leaves half of it, and what is read is looked at before it is believed.
local system = require "system"
local files = require "files"
local json = require "json"

local progress = {}

local kVersion = 1
local kMostBytes = 1048576
local kMostCount = 1000000

local fields = {
  started = "boolean", passed = "boolean", shown = "boolean", checks = "count", hints = "count", asked = "count",
  predictions = "list",
}

local function is_count(value) return math.type(value) == "integer" and value >= 0 and value <= kMostCount end

local function wrong_lesson(name, lesson)
  if not name:match("^[%w_]+$") or #name > 100 then return "a lesson has no name" end
  if type(lesson) ~= "table" then return name .. " is no object" end
  for key, value in pairs(lesson) do
    local kind = fields[key]
    local well = kind == nil or kind == "count" and is_count(value) or kind == type(value)
    if kind == "list" then
      well = type(value) == "table" and #value <= 10
      for _, one in ipairs(well and value or {}) do
        if type(one) ~= "table" or not is_count(one.answer) or type(one.right) ~= "boolean" then well = false end
      end
    end
    if not well then return ("%s has a wrong %s"):format(name, key) end
  end
end

-- The progress in a text; nil and what is wrong.
function progress.parse(text)
  if #text > kMostBytes then return nil, "it has more than a mebibyte" end
  local data, why = json.decode(text)
  if type(data) ~= "table" then return nil, why or "it is no JSON object" end
  if data.coutil_progress ~= kVersion then return nil, ('"coutil_progress": %d is missing'):format(kVersion) end
  if type(data.lessons) ~= "table" then return nil, '"lessons" is missing' end
  local lessons = {}
  for name, lesson in pairs(data.lessons) do
    local wrong = wrong_lesson(tostring(name), lesson)
    if wrong then return nil, wrong end
    -- Only what is known goes on.
    lessons[name] = {}
    for key in pairs(fields) do lessons[name][key] = lesson[key] end
  end
  return { coutil_progress = kVersion, lessons = lessons }
end

function progress.path(dir) return files.join(dir, "progress.json") end

-- Of a folder that has none: nothing done yet.
function progress.load(dir)
  local path = progress.path(dir)
  local kind = system.kind(path, true)
  if not kind then return { coutil_progress = kVersion, lessons = {} } end
  if kind ~= "file" then error { say = path .. " is no file; move it away" } end
  local text, why = files.read(path)
  if not text then error { say = "can't read " .. why } end
  local data
  data, why = progress.parse(text)
  if not data then
    error { say = ("%s can't be used (%s); move it away, or take an exported one (" .. system.command .. " learn import FILE)")
      :format(path, why) }
  end
  return data
end

function progress.save(dir, data)
  files.make_folder(dir)
  files.write(progress.path(dir), json.encode(data))
end

-- The lesson's record, made where there is none.
function progress.of(data, name)
  local lesson = data.lessons[name]
  if not lesson then
    lesson = {}
    data.lessons[name] = lesson
  end
  return lesson
end

-- Loads, lets `change` change the lesson's record, saves. Returns the record.
function progress.change(dir, name, change)
  local data = progress.load(dir)
  local lesson = progress.of(data, name)
  change(lesson)
  progress.save(dir, data)
  return lesson
end

function progress.add(lesson, key) lesson[key] = math.min((lesson[key] or 0) + 1, kMostCount) end

return progress
