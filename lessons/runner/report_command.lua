-- `coutil learn report`: checks all lessons that were started, and says so in another tool's format.
local system = require "system"
local files = require "files"
local course = require "course"
local place = require "place"
local formats = require "report_formats"
local fence = require "fence"
local check_command = require "check_command"

local report_command = {}

-- A result of report_formats from a verdict.
function report_command.result(group, name, verdict, seconds)
  return {
    group = group, name = name, passed = verdict.passed, reason = verdict.reason, message = verdict.message,
    place = verdict.place, seed = verdict.seed, command = verdict.command, seconds = seconds,
  }
end

-- Prints the results, or puts them into a file.
function report_command.write(results, to, out)
  local text = formats[to](results)
  if out then
    files.write(out, text)
  else
    io.write(text)
  end
end

function report_command.require_format(to, names)
  for name in names:gmatch("%a+") do
    if name == to then return end
  end
  error { say = ("--to is %s; one of %s is expected"):format(to and "'" .. to .. "'" or "missing", names) }
end

local function run(words, options)
  report_command.require_format(options.to, "junit, tap, gradescope, json")
  fence.note()
  local results, well = {}, true
  for _, name in ipairs(#words > 0 and words or course.names()) do
    local lesson = course.load(name)
    local folder = place.folder(lesson, options)
    if not files.exists(files.join(folder, lesson.exercise)) then
      results[#results + 1] = { group = "lessons", name = name, skipped = "not started" }
    else
      local began = system.now()
      local verdict = check_command.check(lesson, folder)
      check_command.keep(options, lesson, verdict)
      well = well and verdict.passed
      results[#results + 1] = report_command.result("lessons", name, verdict, system.now() - began)
    end
  end
  report_command.write(results, options.to, options.out)
  return well and 0 or 1
end

report_command.run = run
report_command.options = { to = "text", out = "text", dir = "text" }
report_command.help = "  --to FORMAT   junit, tap, gradescope (results.json) or json\n"
  .. "  --out FILE    where to; without it, it is printed\n"
  .. "  --dir D       the folder of the lessons\n"
  .. "Words are names of lessons; without any, all of the course. The exit code is 1 when one failed.\n"

return report_command
