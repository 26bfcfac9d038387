-- `coutil learn dev-check`: does a lesson hold what it promises? For authors, and for CI.
local system = require "system"
local files = require "files"
local course = require "course"
local checker = require "checker"

local kMostTextLines = 40
local kMostTextColumns = 100

local Report = {}
Report.__index = Report

function Report:complain(text, ...)
  self.complaints[#self.complaints + 1] = text:format(...)
end

local function describe(verdict)
  if verdict.passed then return "passes" end
  return ("%s%s%s: %s"):format(verdict.reason, verdict.seed and (" (seed %d)"):format(verdict.seed) or "",
    verdict.place and " at " .. verdict.place or "", verdict.message)
end

local function check_text(report, lesson)
  local text, why = files.read(files.join(lesson.folder, "lesson.md"))
  if not text then return report:complain("%s", why) end
  if not text:match("^# %S") then report:complain("lesson.md is to begin with '# Title'") end
  if not text:find("\n## Exercise", 1, true) then report:complain("lesson.md has no heading '## Exercise'") end
  local lines = 0
  for line in text:gmatch("([^\n]*)\n") do
    lines = lines + 1
    if utf8.len(line) and utf8.len(line) > kMostTextColumns then
      report:complain("lesson.md:%d: more than %d columns", lines, kMostTextColumns)
    end
  end
  if lines > kMostTextLines then report:complain("lesson.md: %d lines; %d at most", lines, kMostTextLines) end
end

local function check_exercise(report, lesson)
  local verdict = checker.check_file(lesson, files.join(lesson.folder, lesson.exercise))
  if verdict.passed then
    report:complain("the exercise as given passes; it is to fail with %s", lesson.failure)
  elseif verdict.reason ~= lesson.failure then
    report:complain("the exercise as given fails with %s, not with %s", describe(verdict), lesson.failure)
  end
  report:say("exercise   %s", describe(verdict))
end

local function check_solution(report, lesson, seeds)
  local path = files.join(lesson.folder, "solution.lua")
  if not files.exists(path) then return report:complain("there is no solution.lua") end
  local began = system.now()
  local verdict, runs = checker.check_file(lesson, path)
  local seconds = system.now() - began
  local events = 0
  for _, run in ipairs(runs) do events = events + #run.events end
  if not verdict.passed then return report:complain("solution.lua: %s", describe(verdict)) end
  report:say("solution   %d seeds in %.2f s, %d events a run", #runs, seconds, events // math.max(1, #runs))
  if seeds <= lesson.seeds then return end
  began = system.now()
  verdict = checker.check_file(lesson, path, seeds)
  if not verdict.passed then return report:complain("solution.lua: %s", describe(verdict)) end
  report:say("           %d seeds in %.2f s", seeds, system.now() - began)
end

local function check_wrong(report, lesson)
  local names = files.names(files.join(lesson.folder, "wrong"), ".lua")
  if #names < 5 then report:complain("wrong/ has %d answers; five at least", #names) end
  local reasons, kinds = {}, 0
  for _, name in ipairs(names) do
    local path = files.join(lesson.folder, "wrong/" .. name)
    local wanted = files.read(path):match("^%-%- reason: ([%w-]+)")
    if not wanted then
      report:complain("wrong/%s: its first line is to be '-- reason: WORD'", name)
    else
      local verdict = checker.check_file(lesson, path)
      if verdict.passed then
        report:complain("wrong/%s passes; it is to fail with %s", name, wanted)
      elseif verdict.reason ~= wanted then
        report:complain("wrong/%s: %s was expected, not %s", name, wanted, describe(verdict))
      end
      report:say("wrong      %-24s %s", name, describe(verdict))
      if not reasons[wanted] then kinds = kinds + 1 end
      reasons[wanted] = true
    end
  end
  if #names >= 5 and kinds < 2 then report:complain("wrong/: all fail for one reason") end
end

local function check_right(report, lesson)
  local names = files.names(files.join(lesson.folder, "right"), ".lua")
  if #names < 2 then report:complain("right/ has %d answers; two at least", #names) end
  for _, name in ipairs(names) do
    local verdict = checker.check_file(lesson, files.join(lesson.folder, "right/" .. name))
    if not verdict.passed then report:complain("right/%s: %s", name, describe(verdict)) end
    report:say("right      %-24s %s", name, describe(verdict))
  end
end

local function check_predictions(report, lesson)
  if #lesson.predict < 1 or #lesson.predict > 3 then
    report:complain("lesson.predict has %d questions; one to three", #lesson.predict)
  end
  local folder, _ <close> = checker.temporary(lesson)
  for i, question in ipairs(lesson.predict) do
    local well, answer = pcall(function() return question.answer(checker.run_once(lesson, folder, question)) end)
    if not well then
      report:complain("predict[%d].answer: %s", i, tostring(answer))
    elseif not math.tointeger(answer) or not question.choices[answer] then
      report:complain("predict[%d].answer gives %s, which is none of the %d choices", i, tostring(answer), #question.choices)
    else
      report:say("predict    %d: %s", i, question.choices[answer])
    end
  end
end

local function check_lesson(name, options)
  local report = setmetatable({ complaints = {} }, Report)
  function report.say(_, text, ...)
    if not options.quiet then io.write("  ", text:format(...), "\n") end
  end
  io.write(name, "\n")
  local well, lesson = pcall(course.load, name)
  if not well then
    report:complain("%s", type(lesson) == "table" and lesson.say or tostring(lesson))
  else
    check_text(report, lesson)
    check_exercise(report, lesson)
    check_predictions(report, lesson)
    check_wrong(report, lesson)
    check_right(report, lesson)
    check_solution(report, lesson, options.seeds or 1000)
  end
  for _, complaint in ipairs(report.complaints) do io.write("  WRONG: ", complaint, "\n") end
  return #report.complaints
end

local function run(names, options)
  if #names == 0 then names = course.names() end
  local began = system.now()
  local wrong = 0
  for _, name in ipairs(names) do wrong = wrong + check_lesson(name, options) end
  io.write(("%d lessons, %d complaints, %.1f s\n"):format(#names, wrong, system.now() - began))
  return wrong == 0 and 0 or 1
end

return {
  run = run,
  options = { seeds = "number", quiet = "flag" },
  help = "  --seeds N   with how many seeds the solution is to pass (1000)\n"
    .. "  --quiet     say only what is wrong\n"
    .. "A LESSON is a name of the course, or a folder.\n",
}
