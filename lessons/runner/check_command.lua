-- `coutil learn check`: the verdict on the learner's own exercise.
local files = require "files"
local course = require "course"
local checker = require "checker"

local function run(words, options)
  local lesson = course.load(words[1])
  local folder = options.dir or files.join("coutil-lessons", lesson.name)
  local verdict = checker.check(lesson, folder, options.seeds)
  if verdict.passed then
    io.write(("passed with %d seeds\n"):format(verdict.seeds))
    return 0
  end
  io.write(("%s: %s\n  %s\n"):format(verdict.place or lesson.exercise, verdict.reason, verdict.message))
  if verdict.command then io.write(("  seed %d; to see it again:\n  %s\n"):format(verdict.seed, verdict.command)) end
  return 1
end

return { run = run, least = 1, most = 1, options = { seeds = "number", dir = "text" } }
