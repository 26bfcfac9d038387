-- `coutil learn hint`, `solution` and `reset`: help for who does not get on.
local system = require "system"
local files = require "files"
local course = require "course"
local place = require "place"
local progress = require "progress"
local screen = require "screen"

local kOptions = { dir = "text" }
local kHelp = "  --dir D   the folder of your lessons (coutil-lessons, or COUTIL_LEARN_DIR)\n"

local function show_hint(lesson, number)
  io.write(screen.paint("bold", ("Hint %d of %d"):format(number, #lesson.hints)), "\n")
  local hint = lesson.hints[number]
  -- Code keeps its lines.
  if hint:find("\n", 1, true) then
    io.write("  ", (hint:gsub("\n", "\n  ")), "\n")
  else
    screen.tell(hint, "  ")
  end
end

local function hint(words, options)
  local lesson = course.load(words[1])
  local record = progress.change(place.dir(options), lesson.name, function(record)
    record.hints = math.min((record.hints or 0) + 1, #lesson.hints + 1)
  end)
  if record.hints > #lesson.hints then
    for i = 1, #lesson.hints do
      show_hint(lesson, i)
      io.write("\n")
    end
    io.write("These are all. An answer: " .. system.command .. " learn solution ", lesson.called, "\n")
    return 0
  end
  show_hint(lesson, record.hints)
  return 0
end

local function solution(words, options)
  local lesson = course.load(words[1])
  local record = progress.change(place.dir(options), lesson.name, function(record)
    progress.add(record, "asked")
    record.shown = record.shown or record.passed or record.asked >= 2
  end)
  if not record.shown then
    screen.say(("%s is not passed yet. Ask once more to see an answer all the same. A hint says less:"):format(lesson.name))
    io.write("  " .. system.command .. " learn hint ", lesson.called, "\n")
    return 1
  end
  local text, why = files.read(files.join(lesson.folder, "solution.lua"))
  if not text then error { say = "can't read " .. why } end
  io.write(text)
  return 0
end

local function reset(words, options)
  local lesson = course.load(words[1])
  local folder = place.started(lesson, options)
  local path = files.join(folder, lesson.exercise)
  if not options.yes then
    if not screen.asks then error { say = "reset asks first, and there is no terminal to ask on; give --yes" } end
    local answer = screen.ask(("Begin %s anew? What you have is kept beside it, as %s. [y/N] "):format(lesson.name,
      place.backup_name(path):match("[^/]+$")))
    if not answer or not answer:match("^[yY]") then
      io.write("Nothing was changed.\n")
      return 1
    end
  end
  local function put_back(name)
    local target = files.join(folder, name)
    local original, why = files.read(course.source(lesson, name))
    if not original then error { say = "can't read " .. why } end
    if system.kind(target) == "file" and files.read(target) == original then return end
    if system.kind(target) then
      local backup = place.backup_name(target)
      local moved, problem = os.rename(target, backup)
      if not moved then error { say = "can't keep " .. problem } end
      io.write(target, " was kept as ", backup:match("[^/]+$"), "\n")
    end
    files.write(target, original)
  end
  for _, name in ipairs(lesson.fixed) do put_back(name) end
  put_back(lesson.exercise)
  io.write(path, " is as it was in the beginning.\n")
  return 0
end

return {
  hint = { run = hint, least = 1, most = 1, options = kOptions, help = kHelp },
  solution = { run = solution, least = 1, most = 1, options = kOptions, help = kHelp },
  reset = { run = reset, least = 1, most = 1, options = { dir = "text", yes = "flag" },
    help = kHelp .. "  --yes     without being asked\n" },
}
