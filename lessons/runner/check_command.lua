-- `coutil learn check`: the verdict on the learner's own exercise, and what comes after passing.
local system = require "system"
local files = require "files"
local json = require "json"
local course = require "course"
local checker = require "checker"
local fence = require "fence"
local place = require "place"
local progress = require "progress"
local screen = require "screen"
local verdict_text = require "verdict_text"

local check_command = {}

-- The verdict on what lies in the learner's folder, which is not changed.
function check_command.check(lesson, folder, seeds)
  local changed = place.changed_file(lesson, folder)
  if changed then
    return {
      passed = false, reason = "changed-file", place = changed,
      message = ("%s belongs to the lesson and is not as it was. %s learn reset %s puts it back, and keeps a copy of "
        .. "yours and of your exercise."):format(changed, system.command, lesson.called),
    }, {}
  end
  return checker.check(lesson, folder, seeds)
end

local function next_lesson(name)
  local names = course.names()
  for i, one in ipairs(names) do
    if one == name then return names[i + 1] end
  end
end

-- The learner's run of the first seed, and the reference's below it.
local function show_beside(lesson, verdict)
  local own = verdict.run and screen.lanes(verdict.run.result.trace, lesson.lanes or 8)
  local folder, _ <close> = checker.temporary(lesson, files.join(lesson.folder, "solution.lua"))
  local reference = checker.run_once(lesson, folder)
  local other = screen.lanes(reference.result.trace, lesson.lanes or 8)
  if not own or not other then return end
  io.write("\n", screen.paint("bold", "Your run (seed 1):"), "\n", own)
  io.write("\n", screen.paint("bold", "The reference's:"), "\n", other)
end

function check_command.show(lesson, folder, verdict)
  if not verdict.passed then
    verdict_text.failure(lesson, folder, verdict)
    io.write("\n  A hint: " .. system.command .. " learn hint ", lesson.called, "\n")
    return
  end
  io.write(("%s %s: passed with %d seeds\n"):format(verdict_text.mark(true), screen.paint("bold", lesson.name),
    verdict.seeds))
  show_beside(lesson, verdict)
  io.write("\n")
  screen.tell(lesson.takeaway)
  local next_name = next_lesson(lesson.name)
  if next_name then io.write("\nNext: " .. system.command .. " learn start ", next_name, "\n") end
end

-- For programs.
function check_command.facts(lesson, verdict)
  return {
    lesson = lesson.name, passed = verdict.passed, reason = verdict.reason, message = verdict.message,
    place = verdict.place, line = verdict.line, seed = verdict.seed, event = verdict.event, command = verdict.command,
    seeds = verdict.seeds,
  }
end

function check_command.keep(options, lesson, verdict)
  progress.change(place.dir(options), lesson.name, function(record)
    record.started = true
    progress.add(record, "checks")
    record.passed = record.passed or verdict.passed
  end)
end

function check_command.run(words, options)
  if options.seeds == 0 then error { say = "--seeds is 0; one or more are expected" } end
  local lesson = course.load(words[1])
  local folder = place.started(lesson, options)
  progress.load(place.dir(options)) -- before any work: what is wrong with it is said at once
  fence.note()
  local verdict = check_command.check(lesson, folder, options.seeds)
  check_command.keep(options, lesson, verdict)
  if options.trace and verdict.run then files.write(options.trace, verdict.run.result.trace) end
  if options.json then
    io.write(json.encode(check_command.facts(lesson, verdict)))
  else
    check_command.show(lesson, folder, verdict)
  end
  return verdict.passed and 0 or 1
end

check_command.least, check_command.most = 1, 1
check_command.options = { seeds = "number", dir = "text", json = "flag", trace = "text" }
check_command.help = "  --seeds N   how many runs, with the seeds 1 to N (each lesson has its own number)\n"
  .. "  --dir D     the folder of your lessons (coutil-lessons, or COUTIL_LEARN_DIR)\n"
  .. "  --trace F   keeps the trace of the run that the verdict is about; after passing, of the first one\n"
  .. "  --json      the verdict for programs\n"

return check_command
