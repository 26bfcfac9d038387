-- `coutil learn start`: the lesson's text, its predictions, a look at what goes wrong, and the exercise in the learner's
-- folder.
local system = require "system"
local files = require "files"
local course = require "course"
local checker = require "checker"
local place = require "place"
local progress = require "progress"
local screen = require "screen"

-- The text before the exercise, and the exercise.
local function parts_of(lesson)
  local text, why = files.read(files.join(lesson.folder, "lesson.md"))
  if not text then error { say = "can't read " .. why } end
  local at = text:find("\n## Exercise", 1, true)
  if not at then return text, "" end
  return text:sub(1, at), text:sub(at + 1)
end

-- "2,1" as numbers.
local function given_answers(text)
  local answers = {}
  for word in (text or ""):gmatch("[^,]+") do
    local number = math.tointeger(tonumber(word))
    if not number then
      error { say = ("--predict is '%s'; numbers of answers are expected, like 2 or 2,1"):format(text) }
    end
    answers[#answers + 1] = number
  end
  return answers
end

local function ask_answer(question, given, index)
  local answer = given[index]
  if answer and not question.choices[answer] then
    error { say = ("--predict: question %d has the answers 1 to %d"):format(index, #question.choices) }
  end
  while not answer and screen.asks do
    local text = screen.ask(("\n  Your prediction (1-%d; Enter leaves it out): "):format(#question.choices))
    if not text or text == "" then return end
    answer = math.tointeger(tonumber(text))
    if not answer or not question.choices[answer] then
      answer = nil
      io.write("  A number from 1 to ", #question.choices, ", please.\n")
    end
  end
  return answer
end

-- What the prediction is about: its program, or the exercise. Not if it is long: the learner has it in his folder.
local function show_program(lesson, folder, question)
  local name = question.program or lesson.exercise
  local text = files.read(files.join(folder, name))
  if not text or select(2, text:gsub("\n", "")) > 36 then return end
  io.write("\n    ", screen.paint("dim", name), "\n")
  io.write(screen.code((("\n" .. text):gsub("\n+$", ""):gsub("\n(%C)", "\n    %1"):sub(2))), "\n")
end

-- Asks, runs, shows, scores. Returns { answer =, right = }, nil when it was left out.
local function predict(lesson, folder, question, given, index)
  io.write("\n", screen.paint("bold", #lesson.predict > 1 and ("Prediction %d"):format(index) or "Prediction"), "\n")
  screen.tell(question.question, "  ")
  show_program(lesson, folder, question)
  io.write("\n")
  for i, choice in ipairs(question.choices) do screen.say(choice, ("  %d  "):format(i), "     ") end
  local answer = ask_answer(question, given, index)
  if not answer and not screen.asks then
    io.write(("\n  Answer with: " .. system.command .. " learn start %s --predict N\n"):format(lesson.called))
    return
  end
  local run = checker.run_once(lesson, folder, question)
  local lanes = screen.lanes(run.result.trace, lesson.lanes)
  if lanes then io.write("\n", lanes) end
  local right = question.answer(run)
  if not question.choices[right] then error { say = "the lesson can't say what is right; please tell its author" } end
  io.write("\n")
  if answer == right then
    io.write("  ", screen.paint("green", "Right"), ": ", question.choices[right], "\n")
  elseif answer then
    io.write("  ", screen.paint("yellow", "Not so"), (". The answer is %d: "):format(right), question.choices[right], "\n")
  else
    io.write(("  The answer is %d: "):format(right), question.choices[right], "\n")
  end
  screen.tell(question.why, "  ")
  return answer and { answer = answer, right = answer == right }
end

-- The exercise as it is given, in the first run that goes wrong: the last that it prints, and its lanes. Not again, if a
-- prediction has just shown it.
local function show_exercise(lesson)
  for _, question in ipairs(lesson.predict) do
    if not question.program then return end
  end
  local shown = checker.check_file(lesson, files.join(lesson.folder, lesson.exercise)).run
  if not shown then return end
  io.write(screen.paint("bold", ("As it is now (seed %d):"):format(shown.seed)), "\n\n")
  local first = math.max(1, #shown.output - 5)
  if first > 1 then io.write("    ...\n") end
  if #shown.output == 0 then io.write("    (nothing is printed)\n") end
  for i = first, #shown.output do io.write("    ", screen.clean(shown.output[i]), "\n") end
  io.write("\n", screen.lanes(shown.result.trace, lesson.lanes) or "", "\n")
end

local function run(words, options)
  local lesson = course.load(words[1])
  local dir, folder = place.dir(options), place.folder(lesson, options)
  local given = given_answers(options.predict)
  progress.load(dir)
  local is_new = place.fill(lesson, folder)
  local text, exercise = parts_of(lesson)
  io.write(screen.markdown(text), "\n")
  local answers = {}
  -- Not in the learner's folder: what he did already to his file must not change the question.
  local original, _ <close> = checker.temporary(lesson)
  for i, question in ipairs(lesson.predict) do answers[#answers + 1] = predict(lesson, original, question, given, i) end
  io.write("\n", screen.markdown(exercise), "\n\n")
  show_exercise(lesson)
  local path = files.join(folder, lesson.exercise)
  if is_new then
    io.write("Your file:   ", screen.paint("bold", path), "\n")
  else
    io.write("Your file:   ", screen.paint("bold", path), " (it was there already, and is as you left it)\n")
  end
  io.write("Is it right? " .. system.command .. " learn check ", lesson.called, "\n")
  io.write("As you save: " .. system.command .. " learn watch ", lesson.called, "\n")
  progress.change(dir, lesson.name, function(record)
    record.started = true
    if #answers > 0 and not record.predictions then record.predictions = answers end
  end)
  return 0
end

return {
  run = run, least = 1, most = 1, options = { dir = "text", predict = "text" },
  help = "  --dir D       the folder of your lessons (coutil-lessons, or COUTIL_LEARN_DIR)\n"
    .. "  --predict N   the answer to the prediction, without being asked (N,N for two)\n",
}
