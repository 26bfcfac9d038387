-- Two waits in one coroutine are one after the other; two coroutines wait at the same time.
-- The check reads what was printed, by whom and at what virtual time.

local facts = require "lesson_facts"

local second = 1000000000

local is_known = {
  ["tea: water is on"] = true, ["tea: ready"] = true, ["toast: bread is in"] = true, ["toast: ready"] = true,
  ["breakfast!"] = true,
}

local function find(run, text)
  for _, line in ipairs(run.prints) do
    if line.text == text then return line end
  end
end

-- Why a line was never printed.
local function missing(run, text)
  local failed = run:first { e = "end", error = function(message) return message ~= nil end }
  if failed then
    run:fail("error", ("'%s' was never printed: %s ended with an error, and coroutine.resume does not raise it but "
      .. "returns it. It was: %s"):format(text, run:name(failed.co), failed.error), facts.line_of_error(failed))
  end
  local left = run:left_waiting()[1]
  if left then
    run:fail("nobody-resumes", ("'%s' was never printed: %s is suspended to the end, for nobody resumes it. "
      .. "pause only asks to be resumed; it is system.run() that does it, if it is called after the coroutines have begun.")
      :format(text, run:name(left.co)), left.event)
  end
  local asleep = run:last { e = "yield" }
  if asleep then
    run:fail("nobody-resumes", ("'%s' was never printed: %s suspended with coroutine.yield, which tells nobody "
      .. "when to resume it. system.pause does."):format(text, run:name(asleep.co)), asleep)
  end
  for _, co in ipairs(run:coroutines()) do
    if not run:first { e = "run", co = co.id } then
      run:fail("never-begun", ("'%s' was never printed, and %s never began. A coroutine that was created does not run "
        .. "yet: coroutine.resume (or calling what coroutine.wrap gave) begins it."):format(text, co.name), co.spawned)
    end
  end
  run:fail("missing-line", ("'%s' was never printed. The check reads the lines that the exercise prints; leave them as "
    .. "they are."):format(text))
end

-- The exercise is a program of its own, so nothing keeps it from calling twice, or from using other machines.
local function check_lines(run)
  local count = {}
  for _, line in ipairs(run.prints) do
    run:expect(not line.host, "forbidden", "Tea and toast are to be made by two coroutines of one program. coutil.sim "
      .. "is not for exercises.", line.event)
    count[line.text] = (count[line.text] or 0) + 1
    run:expect(count[line.text] == 1 or not is_known[line.text], "twice", ("'%s' was printed twice. Tea, toast and "
      .. "breakfast are to be made once each."):format(line.text), line.event)
  end
end

local function check_dish(run, dish, begin, seconds)
  local first = find(run, begin) or missing(run, begin)
  local last = find(run, dish .. ": ready") or missing(run, dish .. ": ready")
  local took = last.t - first.t
  run:expect(took >= seconds * second, "not-waited", ("The %s was ready %.1f seconds after '%s', but it takes %d. "
    .. "The waiting is to be shared, not left out."):format(dish, took / second, begin, seconds),
    run:first { e = "await", co = last.co })
  run:expect(run:first { e = "await", co = last.co, from = first.event.index, to = last.event.index }, "not-waited",
    ("'%s' was printed by somebody who did not wait for it: the coroutine that says it is to pause for %d seconds before.")
    :format(last.text, seconds), last.event)
  return last
end

local lesson = {
  title = "A coroutine suspends",
  goal = "two coroutines wait at the same time",
  program = "exercise.lua",
  seeds = 5,
  options = { choices = "random" },
  failure = "one-after-the-other",
  predict = {
    {
      question = "demo.lua begins a coroutine that pauses between A and B. In what order are the letters printed?",
      program = "demo.lua",
      seed = 1,
      choices = { "A B C D", "A C B D", "A C D B", "C A B D" },
      answer = function(run)
        local order = table.concat(run.output, " ")
        for i, choice in ipairs { "A B C D", "A C B D", "A C D B", "C A B D" } do
          if choice == order then return i end
        end
      end,
      why = "A coroutine runs at once when it is resumed, up to its pause. There it suspends, and the main program goes "
        .. "on with C. Inside system.run it is resumed and prints B; only then run returns.",
    },
    {
      question = "exercise.lua: the tea takes 3 seconds, the toast 2. After how many seconds is breakfast ready?",
      choices = { "after 2 seconds", "after 3 seconds", "after 5 seconds" },
      answer = function(run)
        local at = find(run, "breakfast!").t // second
        return at == 2 and 1 or at == 3 and 2 or 3
      end,
      why = "There are two waits, but only one coroutine to do them. It can't begin the toast while it is suspended "
        .. "in the tea.",
    },
  },
  hints = {
    "How many lanes does the timeline have, besides main? Who puts the bread in, and what is he doing until second 3?",
    "make_tea and make_toast need a coroutine each. Both have to be resumed once, before system.run() is called.",
    "for name, body in pairs { tea = make_tea, toast = make_toast } do\n"
      .. "  coroutine.resume(trace.name(coroutine.create(body), name))\nend",
  },
  takeaway = "A wait suspends the one coroutine that waits, and the whole of it. What is to be waited for at the same "
    .. "time needs coroutines of its own. And somebody has to resume them: for pauses that is system.run().",
}

function lesson.check(run)
  check_lines(run)
  local tea = check_dish(run, "tea", "tea: water is on", 3)
  local toast = check_dish(run, "toast", "toast: bread is in", 2)
  local breakfast = find(run, "breakfast!")
  run:expect(breakfast, "missing-line", "'breakfast!' was never printed. The check reads that line.")
  local ready = math.max(tea.t, toast.t)
  run:expect(breakfast.event.index > math.max(tea.event.index, toast.event.index), "too-early",
    "'breakfast!' was printed before tea and toast were ready. It has to wait until both are.")
  run:expect(ready <= 3 * second or tea.co == toast.co, "one-after-the-other", ("Breakfast took %.1f seconds. There are two "
    .. "coroutines, but the second began only when the first had ended. system.run() returns when nobody pauses any more; "
    .. "begin both before it."):format(ready / second), run:first { e = "await" })
  run:expect(ready <= 3 * second, "one-after-the-other", ("Breakfast took %.1f seconds: tea and toast were made one "
    .. "after the other. While the one that makes them is suspended in the first wait, it can't begin the second; give "
    .. "each a coroutine of its own."):format(ready / second), run:first { e = "await" })
  run:expect(tea.co ~= toast.co, "one-coroutine", "The times are right, but one coroutine does it all, and has to know "
    .. "what is ready when. Give tea and toast a coroutine each.", run:first { e = "await", co = tea.co })
  run:expect(breakfast.t <= 3 * second, "too-late", ("Tea and toast were ready after 3 seconds, but 'breakfast!' came "
    .. "after %.1f."):format(breakfast.t / second), run:last { e = "await" })
end

return lesson
