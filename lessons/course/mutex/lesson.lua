-- What has to stay in one piece while it awaits needs a mutex. The check reads the printers' notes: which line of
-- which report came when, and which reports were begun and ended.
local facts = require "lesson_facts"

local lesson = {
  title = "Mutex",
  goal = "one at a time, and always given back",
  program = "harness.lua",
  files = { "harness.lua" },
  seeds = 20,
  options = { choices = "random" },
  allow = { stuck = true },
  failure = "mixed-up",
  predict = {
    {
      question = "demo.lua: 1, 2 and 3 go through a door that is a mutex. 1 comes out after a second. What is printed after "
        .. "the first line, \"1\"?",
      program = "demo.lua",
      seed = 1,
      choices = { "1 is out, then 2", "2, then 1 is out", "2 and 3, then 1 is out" },
      answer = function(run)
        if run.output[2] == "1 is out" then return 1 end
        return run.output[3] == "1 is out" and 2 or 3
      end,
      why = "unlock gives the door to 2 and resumes it at once, inside the call, like an emit. 1 goes on with its next line "
        .. "when 2 suspends in its pause.",
    },
  },
  hints = {
    "printer:line suspends. Who may call it while the first clerk is suspended there? What is it that must be owned by one "
      .. "clerk from the first line to the last?",
    "Lock the printer before the first line, unlock it after the last. And if printer:line raises an error in between?",
    "mutex.lock(printer)\nlocal ok, message = pcall(function() ... the loop ... end)\nmutex.unlock(printer)\n"
      .. "if not ok then error(message, 0) end",
  },
  takeaway = "Lock the thing that is shared, for as long as it has to stay in one piece, and give it back on every way out, "
    .. "errors too. Between lock and unlock, waiting is allowed; that is what a mutex is for.",
}

-- What happened at the printers, in order: { printer, what = "begins"|"line"|"printed"|"jam"|"ends", report, ... }.
local function read_notes(run)
  local history = {}
  for _, note in ipairs(facts.notes(run)) do
    local printer, text = note.text:match "^(printer %d): (.*)$"
    if printer then
      local fact = { printer = printer, event = note.event, co = note.co }
      local what, report, part, line = text:match "^([%a ]*)report (%d%.%d), line (%d) ?@?(%d*)"
      if report then
        fact.what = what == "" and "line" or what == "jams at " and "jam" or "printed"
        fact.report, fact.part, fact.line = report, tonumber(part), tonumber(line)
      else
        fact.what, fact.report, fact.rest = text:match "^(%l+) (%d%.%d) (.*)$"
      end
      table.insert(history, fact)
    end
  end
  return history
end

-- Each printer: one report at a time, from its line 1 to its last, or to a jam.
local function check_pieces(run, history)
  local on_paper = {} -- by printer: the report whose lines come out
  local length, begun, done, jammed = {}, {}, {}, {}
  for _, fact in ipairs(history) do
    local report = fact.report
    if fact.what == "begins" then
      length[report], begun[report], done[report] = tonumber(fact.rest:match "%d+"), 0, 0
    elseif fact.what == "line" then
      local other = on_paper[fact.printer]
      run:expect(not other or other.report == report, "mixed-up", ("%s printed line %d of report %s while report %s "
        .. "was not finished: the reports are mixed up. While %s is suspended in printer:line, others run; they must not "
        .. "use the same printer until the report has ended."):format(fact.printer, fact.part, report,
        other and other.report, other and run:name(other.co)), fact.line or fact.event)
      run:expect(fact.part == begun[report] + 1 and done[report] == begun[report] and not jammed[report], "wrong-lines",
        ("Line %d of report %s was printed after line %d%s."):format(fact.part, report, begun[report],
        jammed[report] and ", although that one jammed" or ""), fact.line or fact.event)
      begun[report] = fact.part
      on_paper[fact.printer] = fact
    elseif fact.what == "jam" or fact.what == "printed" then
      done[report] = done[report] + (fact.what == "printed" and 1 or 0)
      jammed[report] = fact.what == "jam"
      if jammed[report] or done[report] == length[report] then on_paper[fact.printer] = nil end
    elseif fact.what == "ends" then
      run:expect(fact.rest == "well" or jammed[report], "error", ("print_report raised an error of its own: %s")
        :format(fact.rest), facts.line_of_error { error = fact.rest } or facts.line_of(run, "print_report"))
      run:expect(fact.rest ~= "well" or not jammed[report], "jam-not-told", ("The paper jammed in report %s, but print_report "
        .. "returned as if all was well. The error of printer:line has to reach the caller."):format(report), facts.line_of(run, "print_report"))
      run:expect(fact.rest ~= "well" or done[report] == length[report], "not-printed", ("print_report returned, but %d of "
        .. "the %d lines of report %s were printed. If the printer is taken, it has to wait."):format(done[report],
        length[report], report), facts.line_of(run, "print_report"))
      run:expect(fact.rest == "well" or fact.rest:find("paper jam", 1, true), "error",
        ("The paper jammed, but the error that print_report raised is another one: %s"):format(fact.rest), facts.line_of(run, "print_report"))
    end
  end
end

-- All reports ended; who has to wait forever waits for a printer that was not given back.
local function check_given_back(run, history)
  local open, ended = {}, 0
  for _, fact in ipairs(history) do
    if fact.what == "begins" then open[fact.co] = fact end
    if fact.what == "ends" then open[fact.co], ended = nil, ended + 1 end
  end
  for _, waiting in ipairs(run:left_waiting()) do
    local fact = open[waiting.co]
    if fact then
      run:fail("not-given-back", ("%s waits for %s to the end of the run, and nobody prints there any more: who had it did "
        .. "not give it back. Think of the way out through an error (a paper jam), too."):format(run:name(waiting.co),
        fact.printer), waiting.event)
    end
  end
  run:expect(#run.stuck == 0, "not-given-back", "Coroutines wait for a mutex that nobody can give back any more.",
    run.stuck[1])
  run:expect(ended == 15, "not-printed", ("print_report was to be called 15 times, but it came back only %d times.")
    :format(ended), facts.line_of(run, "print_report"))
end

function lesson.check(run)
  local history = read_notes(run)
  check_pieces(run, history)
  check_given_back(run, history)
end

-- In some run, both printers have to be at work at the same time.
function lesson.check_all(runs)
  local last
  for _, run in ipairs(runs) do
    local busy = {} -- by printer: it prints a line
    for _, fact in ipairs(read_notes(run)) do
      if fact.what == "line" then busy[fact.printer], last = true, { run = run, fact = fact } end
      if fact.what == "printed" or fact.what == "jam" then busy[fact.printer] = nil end
      if busy["printer 1"] and busy["printer 2"] then return end
    end
  end
  last.run:fail("one-for-both", "In none of the runs both printers worked at the same time. Reports for different printers "
    .. "don't get mixed up; each printer needs a mutex of its own.", last.fact.line or last.fact.event)
end

return lesson
