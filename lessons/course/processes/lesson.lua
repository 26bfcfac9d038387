-- Processes: how they ended, and that to stop waiting does not stop them.

local facts = require "lesson_facts"

local lesson = {
  title = "Processes",
  goal = "look how a program ended, and leave none behind",
  program = "harness.lua",
  files = { "scenario.lua" },
  seeds = 20,
  options = { choices = "random", scenario = "scenario.lua" },
  failure = "wrong-word",
  predict = {
    {
      question = "/bin/bad ends by itself, with status 3: something went wrong. What does the exercise as given say of it?",
      choices = { "ok", "missing" },
      answer = function(run)
        return run:first { e = "note", text = "/bin/bad: ok" } and 1 or 2
      end,
      why = "execute returns \"exit\" and 3. The first of the two is true for an `if`, however the program ended.",
    },
    {
      question = "/bin/endless never ends. Somebody resumes by hand the coroutine that waits for it in execute. What becomes "
        .. "of the process?",
      program = "demo.lua",
      choices = { "it is killed", "it goes on" },
      answer = function(run)
        local gives_up = run:first { e = "note", text = "gave up" }
        local started = run:first { e = "process", what = "start", name = "/bin/endless" }
        local ended = run:first { e = "process", pid = started.pid, what = function(what) return what ~= "start" end }
        return ended and ended.t <= gives_up.t + 1000000 and 1 or 2
      end,
      why = "To resume by hand ends the wait and nothing else. The program goes on, and nobody is told how it ends.",
    },
  },
  hints = {
    "Print all that execute returns, for each of the programs.",
    "Decide by the first result: nil, \"exit\" or \"signal\"; by the second only after \"exit\". For the limit start a timer "
      .. "beside it, which kills the process, and remembers that it did.",
    "Call system.execute(command) with `command = { execfile = path }`. The timer pauses for `seconds`, sets `is_late`, "
      .. "and calls system.execute(\"/bin/kill\", \"-KILL\", command.pid). If not late, close the timer.",
  },
  takeaway = "\"It ended\" is not \"it went well\". And who starts a process ends it: to stop waiting is not enough.",
}

local kPatience, kSlack, kRuns = 200000000, 20000000, 7 -- nanoseconds, nanoseconds, times

local kWords = { good = "ok", bad = "failed", crash = "crashed", endless = "hung", stubborn = "hung", none = "missing" }

local kTruth = {
  good = "ended by itself with status 0", bad = "ended by itself with status 3", crash = "was ended by a signal",
  endless = "never ends by itself", stubborn = "never ends by itself, and ignores TERM", none = "is not there",
}

-- Whether a process of that name, started up to an event, still runs a little later.
local function is_left_behind(run, name, event)
  local running = {}
  for _, line in ipairs(run:select { e = "process" }) do
    if line.what == "start" and line.index <= event.index and line.name == "/bin/" .. name then
      running[line.pid] = true
    elseif line.what ~= "start" and line.t <= event.t + kSlack then
      running[line.pid] = nil
    end
  end
  return next(running) ~= nil
end

-- When it was known how a program ended that was begun by an event and spoken of in another: nil if it did not end.
local function known_at(run, name, begun, said)
  if name == "none" then return begun.t end
  local range = { e = "process", from = begun.index, to = said.index }
  range.what, range.name = "start", "/bin/" .. name
  local started = run:first(range)
  range.what, range.name, range.pid = function(what) return what ~= "start" end, nil, started.pid
  local ended = run:first(range)
  return ended and ended.t
end

-- One run of a program: from the note that it begins to the word for it.
local function check_word(run, begun, note, name, word)
  local where = facts.where(run, note.event)
  run:expect(name == "none" or run:first { e = "process", what = "start", name = "/bin/" .. name, from = begun.event.index,
    to = note.event.index }, "not-run", ("/bin/%s was not started at all."):format(name), where)
  local time = note.t - begun.event.t
  run:expect(time <= kPatience + kSlack, "too-late", ("/bin/%s was started at %s; that it hung was said only after %s."):format(name,
    facts.in_ms(begun.event.t), facts.in_ms(time)), where)
  local known = known_at(run, name, begun.event, note.event)
  run:expect(not known or note.t <= known + kSlack, "too-late", known and ("/bin/%s %s, at %s; run said so only at %s."):format(name,
    kTruth[name], facts.in_ms(known), facts.in_ms(note.t)), where)
  local expected = kWords[name]
  run:expect(word == expected, "wrong-word", ("/bin/%s %s; the word for that is \"%s\", not \"%s\"."):format(name, kTruth[name],
    expected, word), where)
  run:expect(not is_left_behind(run, name, note.event), "left-behind", ("At %s it was said of /bin/%s that it is over (%s), but its "
    .. "process still runs. To stop waiting does not stop it."):format(facts.in_ms(note.t), name, word), where)
end

function lesson.check(run)
  local begun, count = {}, 0
  for _, note in ipairs(facts.notes(run)) do
    local starts = note.text:match("^runs /bin/(%a+)$")
    if starts then begun[starts] = note end
    local name, word = note.text:match("^/bin/(%a+): (.*)$")
    if name then
      check_word(run, begun[name], note, name, word)
      begun[name], count = nil, count + 1
    end
  end
  local name, note
  for one, start in pairs(begun) do
    if not note or start.event.index < note.event.index then name, note = one, start end
  end
  if name then facts.expect_no_error(run, "run " .. name) end
  run:expect(not name, "no-limit", name and ("/bin/%s was started at %s, and run never returned."):format(name,
    facts.in_ms(note.t)), name and facts.where(run, nil, note.co))
  run:expect(count == kRuns, "error", ("Only %d of %d programs were run."):format(count, kRuns))
end

return lesson
