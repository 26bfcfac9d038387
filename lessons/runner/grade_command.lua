-- `coutil learn grade`: checks what a class handed in. Each answer is copied beside the lesson's own files and run there,
-- so that nothing else of a submission counts, and nothing of it is followed or changed.
local system = require "system"
local files = require "files"
local course = require "course"
local checker = require "checker"
local fence = require "fence"
local screen = require "screen"
local report_command = require "report_command"
local verdict_text = require "verdict_text"

local kMostBytes = 1048576

local function lessons_of(options)
  local lessons = {}
  for name in (options.lesson or table.concat(course.names(), ",")):gmatch("[^,]+") do
    lessons[#lessons + 1] = course.load(name)
  end
  return lessons
end

-- Where somebody's answer to a lesson may be, best first.
local function find_answer(root, entry, lesson, is_only)
  local path = files.join(root, entry)
  if entry:match("%.lua$") then return is_only and path or nil end
  local candidates = {
    files.join(path, lesson.name .. "/exercise.lua"), files.join(path, "coutil-lessons/" .. lesson.name .. "/exercise.lua"),
    files.join(path, lesson.name .. ".lua"),
  }
  if is_only then candidates[#candidates + 1] = files.join(path, "exercise.lua") end
  for _, candidate in ipairs(candidates) do
    if system.kind(candidate) then return candidate end
  end
end

-- Whether a part of the path below `root` is a link.
local function passes_link(root, path)
  local at = root
  for part in path:sub(#root + 2):gmatch("[^/]+") do
    at = files.join(at, part)
    if system.kind(at) == "link" then return at end
  end
end

-- What keeps an answer from being run at all.
local function refuse(root, path)
  local link = passes_link(root, path)
  if link then return { passed = false, reason = "forbidden", message = link .. " is a link; a file is expected" } end
  local kind, size = system.kind(path)
  if kind ~= "file" then return { passed = false, reason = "no-exercise", message = path .. " is no file" } end
  if size > kMostBytes then
    return { passed = false, reason = "too-long", message = "exercise.lua has more than a mebibyte" }
  end
end

local kMissing = "not handed in"
local kMostMissing = 3 -- lessons of one submission; more get one line

-- The results without those that were not handed in, where they are many: then there is one for all of them.
local function fold_missing(results)
  local missing, folded = {}, {}
  for _, result in ipairs(results) do
    if result.skipped then missing[result.group] = (missing[result.group] or 0) + 1 end
  end
  for place, result in ipairs(results) do
    local count = missing[result.group] or 0
    if not result.skipped or count <= kMostMissing then folded[#folded + 1] = result end
    local is_last = not results[place + 1] or results[place + 1].group ~= result.group
    if count > kMostMissing and is_last then
      folded[#folded + 1] = { group = result.group, name = count .. " lessons", skipped = kMissing }
    end
  end
  return folded
end

local function show_table(results, who_width)
  for _, result in ipairs(fold_missing(results)) do
    local name = result.group
    local state = result.skipped and screen.paint("dim", result.skipped)
      or result.passed and "passed" or screen.paint("red", result.reason) .. (result.place and " at " .. result.place or "")
    local mark = result.skipped and " " or verdict_text.mark(result.passed)
    io.write((" %s %s%s  %-20s %s\n"):format(mark, screen.clean(name), (" "):rep(math.max(0, who_width - #name)), result.name,
      screen.clean(state)))
  end
end

local function run(words, options)
  if options.to then report_command.require_format(options.to, "junit, tap, gradescope, json, csv") end
  local root = words[1]:gsub("(.)/+$", "%1")
  if not files.is_folder(root) then
    error { say = root .. " is no folder; name one that has a folder or a file for each submission" }
  end
  if options.keep and system.kind(options.keep) then
    error { say = options.keep .. " is there already; --keep wants a new folder" }
  end
  fence.require(options.unfenced)
  local lessons = lessons_of(options)
  local is_only = #lessons == 1
  local results, who_width, passed, failed, people = {}, 0, 0, 0, 0
  for _, entry in ipairs(system.names(root)) do
    local is_person = system.kind(files.join(root, entry)) == "folder" or is_only and entry:match("%.lua$")
    if is_person then
      people = people + 1
      local who = entry:gsub("%.lua$", "")
      who_width = math.max(who_width, #who)
      for _, lesson in ipairs(lessons) do
        local path = find_answer(root, entry, lesson, is_only)
        if not path then
          results[#results + 1] = { group = who, name = lesson.name, skipped = kMissing }
        else
          local began = system.now()
          local kept = options.keep and files.join(files.join(options.keep, who), lesson.name)
          local verdict = refuse(root, path) or checker.check_file(lesson, path, options.seeds, kept)
          -- A command would name the folder that it ran in, which is gone.
          if not kept then verdict.command = nil end
          passed = passed + (verdict.passed and 1 or 0)
          failed = failed + (verdict.passed and 0 or 1)
          results[#results + 1] = report_command.result(who, lesson.name, verdict, system.now() - began)
        end
      end
    end
  end
  if people == 0 then
    error { say = ("%s has no submission: a folder for each, with LESSON/exercise.lua in it, or with --lesson L also NAME.lua")
      :format(root) }
  end
  if options.to then
    report_command.write(results, options.to, options.out)
  else
    show_table(results, who_width)
    io.write(("\n%d submissions, %d answers: %d passed, %d failed\n"):format(people, passed + failed, passed, failed))
  end
  return failed == 0 and 0 or 1
end

return {
  run = run, least = 1, most = 1, missing = "name the folder of the submissions",
  options = { lesson = "text", seeds = "number", to = "text", out = "text", keep = "text", unfenced = "flag" },
  help = "FOLDER has a folder for each submission, with LESSON/exercise.lua in it; with --lesson also FOLDER/NAME.lua.\n"
    .. "  --lesson L[,L]  only these\n"
    .. "  --seeds N       how many runs of each\n"
    .. "  --to FORMAT     csv, junit, tap, gradescope or json\n"
    .. "  --out FILE      where to; without it, it is printed\n"
    .. "  --keep D        keeps what was run in D/NAME/LESSON; reports then have the command that repeats a failure\n"
    .. "  --unfenced      also where the kernel can't fence a run in: for submissions that you trust\n",
}
