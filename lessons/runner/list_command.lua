-- `coutil learn list`: the course, and how far one is.
local system = require "system"
local json = require "json"
local course = require "course"
local place = require "place"
local progress = require "progress"
local screen = require "screen"

local function run(_, options)
  local data = progress.load(place.dir(options))
  local names = course.names()
  local passed, list = 0, json.new_list()
  for i, name in ipairs(names) do
    local lesson = course.load(name)
    local record = data.lessons[name] or {}
    if record.passed then passed = passed + 1 end
    local state = record.passed and "passed" or record.started and "started" or "new"
    list[i] = { lesson = name, title = lesson.title, goal = lesson.goal, state = state, checks = record.checks or 0,
      hints = record.hints or 0 }
  end
  if options.json then
    io.write(json.encode(list))
    return 0
  end
  io.write(("%d of %d lessons passed\n\n"):format(passed, #names))
  local next_name
  for i, one in ipairs(list) do
    local mark = one.state == "passed" and screen.paint("green", screen.is_utf8 and "✓" or "+")
      or one.state == "started" and screen.paint("yellow", screen.is_utf8 and "…" or "~") or " "
    if one.state ~= "passed" then next_name = next_name or one end
    local pad = (" "):rep(math.max(0, 20 - #one.lesson))
    local goal = screen.wrap(one.goal, (" "):rep(#one.lesson + #pad + 9)):gsub("^ +", "")
    io.write((" %s %2d  %s%s  %s\n"):format(mark, i, screen.paint("bold", one.lesson), pad, screen.paint("dim", goal)))
  end
  if next_name then
    local verb = next_name.state == "started" and "check" or "start"
    io.write(("\nNext: " .. system.command .. " learn %s %s\n"):format(verb, next_name.lesson))
  else
    io.write("\nThat was all of it. Well done!\n")
  end
  return 0
end

return { run = run, most = 0, options = { dir = "text", json = "flag" },
  help = "  --dir D   the folder of your lessons\n  --json    for programs\n" }
