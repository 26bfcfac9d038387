-- Promises: a result that is loaded once and kept for all who ask, early or late.

local facts = require "lesson_facts"

local lesson = {
  title = "Promises",
  goal = "keep a result for those who come later",
  program = "harness.lua",
  files = { "harness.lua" },
  seeds = 30,
  options = { choices = "random" },
  lanes = 13,
  failure = "left-waiting",
  predict = {
    {
      question = "demo.lua: `early` asks, then the promise is fulfilled, then `late` asks it and `listener` awaits it "
        .. "as an event. Who prints a line?",
      program = "demo.lua",
      choices = { "early alone", "early and late", "early and listener", "all three" },
      answer = function(run)
        local printed = table.concat(run.output, "\n")
        local late, listener = printed:find("late: tea"), printed:find("listener: tea")
        return late and listener and 4 or listener and 3 or late and 2 or 1
      end,
      why = "A promise keeps its result for who asks later. The event of its fulfilment is not kept: who awaits that "
        .. "afterwards waits for ever.",
    },
  },
  hints = {
    "Look at a lane that waits to the end. Was the value that it waits for loaded before it began to wait?",
    "What the first asker leaves behind for the others must be the result itself, not a mark that it was asked for. "
      .. "A promise can be put into the table before the loading begins.",
    "At the first question for a key: `local result, fulfil = promise.create(); results[key] = result; "
      .. "fulfil(load(key))`. At every question: `return results[key]()`.",
  },
  takeaway = "An event tells who is there now; a promise keeps the result for everybody, whenever they come. "
    .. "Put it into the table before you suspend, and fulfil it on every way out.",
}

local kResults = { colour = "green nil", debug = "false nil", height = "nil no such setting" }

-- Each question in the order in which it was asked, with its answer; how often and when each key was loaded; and the
-- first that was loaded again, with the line that did it.
local function read(run)
  local questions, loads, loaded, open, again = {}, {}, {}, {}, nil
  for _, note in ipairs(facts.notes(run)) do
    local verb, key, result = note.text:match("^(%a+) (%a+) ?(.*)$")
    if verb == "asks" then
      open[note.co] = { key = key, note = note }
      questions[#questions + 1] = open[note.co]
    elseif verb == "gets" then
      open[note.co].answer = { result = result, note = note }
    elseif verb == "loads" then
      loads[key] = (loads[key] or 0) + 1
      again = again or loads[key] == 2 and { key = key, event = note.event, line = tonumber(result:match("^@(%d+)$")) }
    elseif verb == "loaded" then
      loaded[key] = loaded[key] or note
    end
  end
  return questions, loads, loaded, again
end

function lesson.check(run)
  local questions, loads, loaded, again = read(run)
  run:expect(not again, "loaded-twice", again and ("%s was loaded %d times. Who asks while it is being loaded, or afterwards, "
    .. "has to use the first result, also if that is false or nil."):format(again.key, loads[again.key]), again and again.event, again and again.line)
  local waiting = {}
  for _, wait in ipairs(run:left_waiting()) do waiting[wait.co] = wait.event end
  for _, question in ipairs(questions) do
    local who, key, asked = run:name(question.note.co), question.key, question.note.t
    local known = loaded[key] and loaded[key].t <= asked
    if not question.answer then
      local why = not loads[key] and "nobody loaded it" or not loaded[key] and "its loading never came to an end"
        or known and ("it was loaded at %s already, and nobody told who came later"):format(facts.in_ms(loaded[key].t))
        or ("it was loaded at %s, and this one was not told"):format(facts.in_ms(loaded[key].t))
      run:fail("left-waiting", ("%s asked for %s at %s and waits for ever: %s."):format(who, key, facts.in_ms(asked), why),
        waiting[question.note.co] or question.note.event)
    end
    local answer = question.answer
    run:expect(answer.result == kResults[key], "wrong-answer", ("%s asked for %s and got (%s); load gave (%s)."):format(
      who, key, answer.result:gsub(" ", ", ", 1), kResults[key]:gsub(" ", ", ", 1)), facts.where(run, answer.note.event))
    run:expect(loaded[key], "wrong-answer", ("%s got an answer for %s, which was never loaded."):format(who, key), answer.note.event)
    local due = math.max(asked, loaded[key].t)
    run:expect(answer.note.t == due, "late-answer", ("%s asked for %s at %s, it was loaded at %s, but the answer came at %s. "
      .. "An answer comes the moment it is loaded, or at once."):format(who, key, facts.in_ms(asked), facts.in_ms(loaded[key].t),
      facts.in_ms(answer.note.t)), facts.where(run, answer.note.event))
  end
end

return lesson
