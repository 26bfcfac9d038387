-- Where a learner's files are, and how they come there: never over work that is there.
local system = require "system"
local files = require "files"
local course = require "course"

local place = {}

-- The folder of all lessons of a learner.
function place.dir(options) return options.dir or os.getenv("COUTIL_LEARN_DIR") or "coutil-lessons" end

function place.folder(lesson, options) return files.join(place.dir(options), lesson.name) end

-- Puts what is missing into the folder. Returns whether the exercise was put there.
function place.fill(lesson, folder)
  files.make_folder(folder)
  local function copy(name)
    local target = files.join(folder, name)
    if system.kind(target) then return false end
    local text, why = files.read(course.source(lesson, name))
    if not text then error { say = "can't read " .. why } end
    files.write(target, text)
    return true
  end
  for _, name in ipairs(lesson.fixed) do copy(name) end
  return copy(lesson.exercise)
end

-- The first fixed file that is not as the lesson has it; nil when all are.
function place.changed_file(lesson, folder)
  for _, name in ipairs(lesson.fixed) do
    local path = files.join(folder, name)
    local text = system.kind(path, true) == "file" and files.read(path)
    if text ~= files.read(course.source(lesson, name)) then return name end
  end
end

-- The folder of a lesson that was started; raises what to do where it was not.
function place.started(lesson, options)
  local folder = place.folder(lesson, options)
  if not files.is_folder(folder) or not files.exists(files.join(folder, lesson.exercise)) then
    error { say = ("there is no %s; begin with: " .. system.command .. " learn start %s"):format(
      files.join(folder, lesson.exercise), lesson.called) }
  end
  return folder
end

-- A name beside `path` that is free: "exercise.backup-1.lua".
function place.backup_name(path)
  local stem, ending = path:match("^(.*)(%.[^./]*)$")
  stem, ending = stem or path, ending or ""
  local number = 0
  local name
  repeat
    number = number + 1
    name = ("%s.backup-%d%s"):format(stem, number, ending)
  until not system.kind(name)
  return name
end

return place
