-- `coutil learn new`: the beginning of a lesson, for authors: all its files, with what is to be written in them.
local system = require "system"
local files = require "files"
local course = require "course"

local texts = {}

texts["lesson.md"] = [[
# NAME: what it is about

What one has to know, in one screen: short sentences, plain words. Say what goes wrong, why
nobody notices, and the habit that keeps it away.

## Exercise

What exercise.lua does wrong, and what it should do.
]]

local program = [[
local system = require "coutil.system"

coroutine.wrap(function()
  system.pause(1)
  print("two")
end)()
print("one")
]]

texts["exercise.lua"] = "-- What the learner changes. As given it misbehaves.\n" .. program
texts["solution.lua"] = "-- The reference.\n" .. program .. "system.run()\n"

texts["lesson.lua"] = [[
-- What the check reads, and why that can't be got by luck.
local lesson = {
  title = "NAME: what it is about",
  goal = "one line for the list",
  program = "exercise.lua",          -- or harness.lua, which gets the exercise by guard.lua
  seeds = 30,
  options = { choices = "random" },
  failure = "never-said",
  predict = {
    {
      question = "What does exercise.lua print?",
      choices = { "one", "one, then two" },
      answer = function(run) return #run.output end,
      why = "Who pauses is resumed by system.run, and nobody calls it.",
    },
  },
  hints = { "First a question.", "Then a direction.", "Then nearly the code." },
  takeaway = "Two or three sentences that stay.",
}

-- Called for each run. Only what the program did counts, never its text, never the time of a clock.
function lesson.check(run)
  local two = run:first { e = "print", text = "two\n" }
  local waiting = run:left_waiting()[1]
  run:expect(two or not waiting, "never-said", "'two' was never printed: who says it pauses, and nobody resumes it.",
    waiting and waiting.event)
  run:expect(two, "left-out", "'two' was never printed.")
  run:expect(run.output[1] == "one", "wrong-order", "'two' was printed before 'one'.", two)
  run:expect(two.t == 1000000000, "not-waited", "'two' was printed without the pause of a second.", two)
  run:expect(#run.output == 2, "too-much", "more than two lines were printed.")
end

return lesson
]]

local wrong = {
  unchanged = { "never-said", 'coroutine.wrap(function()\n  system.pause(1)\n  print("two")\nend)()\nprint("one")\n' },
  left_out = { "left-out", 'print("one")\nsystem.run()\n' },
  first_two = { "wrong-order", 'coroutine.wrap(function()\n  system.pause(1)\n  print("two")\nend)()\nsystem.run()\nprint("one")\n' },
  no_pause = { "not-waited", 'print("one")\nprint("two")\nsystem.run()\n' },
  thrice = { "too-much",
    'coroutine.wrap(function()\n  system.pause(1)\n  print("two")\n  print("three")\nend)()\nprint("one")\nsystem.run()\n' },
}

local right = {
  created = 'local co = coroutine.create(function()\n  system.pause(1)\n  print("two")\nend)\ncoroutine.resume(co)\n'
    .. 'print("one")\nsystem.run()\n',
  both_inside = 'coroutine.wrap(function()\n  print("one")\n  system.pause(1)\n  print("two")\nend)()\nsystem.run()\n',
}

local kHead = 'local system = require "coutil.system"\n\n'

local function run(words, options)
  local name = words[1]
  if not name:match("^[a-z][a-z0-9_]*$") then
    error { say = ("'%s' is no name of a lesson; small letters, digits and _ are expected"):format(name) }
  end
  local folder = files.join(options.dir or course.folder, name)
  if system.kind(folder) then error { say = folder .. " is there already; nothing was changed" } end
  files.make_folder(files.join(folder, "wrong"))
  files.make_folder(files.join(folder, "right"))
  for file, text in pairs(texts) do files.write(files.join(folder, file), (text:gsub("NAME", name))) end
  for file, answer in pairs(wrong) do
    files.write(files.join(folder, "wrong/" .. file .. ".lua"), "-- reason: " .. answer[1] .. "\n" .. kHead .. answer[2])
  end
  for file, answer in pairs(right) do
    files.write(files.join(folder, "right/" .. file .. ".lua"), "-- Another way.\n" .. kHead .. answer)
  end
  local lesson = not options.dir and name or folder:find("/", 1, true) and folder or "./" .. folder
  io.write(folder, " is a lesson that holds already. Make it yours:\n",
    "  lesson.md       what to know, and what to do\n",
    "  exercise.lua    a program that misbehaves; solution.lua mends it\n",
    "  lesson.lua      the predictions, the hints, and the check\n",
    "  wrong/          five mistakes that people make, each with the reason that rejects it\n",
    "  right/          two other ways that are as good\n",
    "As you go: " .. system.command .. " learn dev-check ", files.quote(lesson), "\n",
    "In the course it comes by its line in ", files.join(course.folder, "order.lua"), "\n")
  return 0
end

return {
  run = run, least = 1, most = 1, missing = "name the new lesson", options = { dir = "text" },
  help = "  --dir D   where to make it (the course's own folder)\n",
}
