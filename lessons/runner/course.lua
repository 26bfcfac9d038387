-- The course: where its lessons are, and what a lesson's folder says of itself. It runs nothing.
local system = require "system"
local files = require "files"

local course = {}

course.folder = files.join(system.folder, "course")

local kGuard = "guard.lua"

-- Where a lesson's file lies; one is the same for all.
function course.source(lesson, name)
  return files.join(name == kGuard and course.folder or lesson.folder, name)
end

-- The names in order, of those that are there.
function course.names()
  local chunk, why = loadfile(files.join(course.folder, "order.lua"), "t", {})
  if not chunk then error { say = "can't read the course: " .. why } end
  local names = {}
  for _, name in ipairs(chunk()) do
    if files.exists(files.join(files.join(course.folder, name), "lesson.lua")) then names[#names + 1] = name end
  end
  return names
end

-- What is wrong with the table of a lesson; nil when nothing.
local function wrong_form(lesson)
  if type(lesson) ~= "table" then return "lesson.lua returns no table" end
  for _, key in ipairs { "title", "goal", "failure", "takeaway" } do
    if type(lesson[key]) ~= "string" then return "lesson." .. key .. " is to be a text" end
  end
  if type(lesson.check) ~= "function" then return "lesson.check is to be a function" end
  if type(lesson.hints) ~= "table" or #lesson.hints ~= 3 then return "lesson.hints are to be three texts" end
  if type(lesson.predict) ~= "table" then return "lesson.predict is to be a list of questions" end
  for i, question in ipairs(lesson.predict) do
    local complete = type(question.question) == "string" and type(question.choices) == "table"
      and #question.choices >= 2 and type(question.answer) == "function" and type(question.why) == "string"
    if not complete then return ("lesson.predict[%d] needs question, two or more choices, answer and why"):format(i) end
  end
end

-- Loads a lesson by its name or its folder. Raises { say = } where there is none or its form is wrong.
function course.load(name)
  name = name:gsub("/+$", "")
  local folder = name:find("/", 1, true) and name or files.join(course.folder, name)
  local path = files.join(folder, "lesson.lua")
  if not files.exists(path) then
    local is_here = folder ~= name and files.exists(files.join(name, "lesson.lua"))
    error { say = is_here and ("there is no lesson '%s' in the course; the one in this folder is ./%s"):format(name, name)
      or ("there is no lesson '%s'; " .. system.command .. " learn list shows them"):format(name) }
  end
  local chunk, why = loadfile(path, "t")
  if not chunk then error { say = why } end
  local well, lesson = pcall(chunk)
  if not well then error { say = "lesson.lua of " .. name .. ": " .. tostring(lesson) } end
  local wrong = wrong_form(lesson)
  if wrong then error { say = ("%s: %s"):format(path, wrong) } end
  lesson.name = name:match("[^/]+$")
  lesson.called = files.quote(name) -- in a command
  lesson.folder = folder
  lesson.program = lesson.program or "exercise.lua"
  lesson.seeds = lesson.seeds or 30
  lesson.options = lesson.options or {}
  lesson.limits = lesson.limits or {}
  lesson.allow = lesson.allow or {}
  lesson.exercise = "exercise.lua"
  -- Every file beside the exercise that must stay as it is.
  local fixed, known = {}, { [lesson.exercise] = true }
  local function add(file)
    if file and not known[file] and files.exists(files.join(folder, file)) then
      known[file] = true
      fixed[#fixed + 1] = file
    end
  end
  for _, file in ipairs(lesson.files or {}) do add(file) end
  add(lesson.program)
  -- The lesson's files load the exercise by it; a program of the learner's own is loaded by nobody.
  if lesson.program ~= lesson.exercise then
    known[kGuard] = true
    fixed[#fixed + 1] = kGuard
  end
  add(lesson.options.scenario)
  add("demo.lua")
  for _, question in ipairs(lesson.predict) do
    add(question.program)
    add(question.options and question.options.scenario)
  end
  lesson.fixed = fixed
  return lesson
end

return course
