-- Priority inversion: the most important task waits for the least important one, and that one gets no slice.

local facts = require "lesson_facts"

local lesson = {
  title = "Priority inversion",
  goal = "who has a lock is as important as who waits for it",
  program = "harness.lua",
  files = { "harness.lua" },
  seeds = 30,
  options = { choices = "random" },
  failure = "priority-inversion",
  predict = {
    {
      question = "As given, with seed 1: high asks for the log, and low, who has it, needs some 30 ms of the processor to give "
        .. "it back. How long does high wait for the log?",
      choices = { "about 30 ms: only low works in the meantime", "longer, but less than 100 ms", "100 ms or more" },
      answer = function(run)
        local asks = run:first { e = "note", co = "high", text = "asks for the log" }
        local has = run:first { e = "note", co = "high", text = "has the log" }
        local time = run:time_between(asks, has) / 1e6
        return time < 50 and 1 or time < 100 and 2 or 3
      end,
      why = "The mediums are less important than high, but more important than low: they get all the slices that low "
        .. "needs to finish and give the log back.",
    },
  },
  hints = {
    "While high waits for the log, who gets the slices, and why not low? What would low have to be for a while?",
    "Keep in a variable which task has the log. Who comes and has to wait can make that task more important before it "
      .. "waits. And when must this end?",
    "In lock, before mutex.lock: `if owner then owner.priority = math.max(owner.priority, task.priority) end`; "
      .. "after it remember the owner and its own priority. In unlock put that priority back before mutex.unlock.",
  },
  takeaway = "A lock lets the unimportant hold up the important. So lend the one who has it the priority of who waits, "
    .. "or keep it so briefly that it does not matter.",
}

local kPriorities = { low = 1, high = 3, ["medium 1"] = 2, ["medium 2"] = 2, ["medium 3"] = 2 }

-- The log: one has it, and who asks for it, since when.
local function follow_log(run, log, note)
  local who = run:name(note.co)
  if note.text == "asks for the log" then
    log.asked[who] = note.event
  elseif note.text == "has the log" then
    run:expect(not log.owner, "not-alone", ("%s got the log while %s had it: lock has to wait until it is given back.")
      :format(who, log.owner), facts.where(run, note.event))
    log.owner, log.asked[who] = who, nil
  elseif note.text == "gives the log back" then
    log.owner = nil
  end
end

-- A slice went to one of those who were ready.
local function check_slice(run, log, note)
  local taker, others = note.text:match("^slice for ([%w ]+) before (.*)$")
  if not taker or taker == log.owner then return end
  for who, asked in pairs(log.asked) do
    run:expect(who == taker or kPriorities[taker] >= kPriorities[who], "priority-inversion",
      ("%s asked for the log at %s. At %s it still waits, because %s has the log and gets no slice: this one went to %s, "
        .. "who is less important than %s and does not have the log."):format(who, facts.in_ms(asked.t), facts.in_ms(note.t),
        log.owner or "nobody", taker, who),
      run:last { e = "await", to = note.event.index, co = who } or asked)
  end
  for other in others:gmatch("[%w ]+") do
    other = other:match("^%s*(.*)$")
    run:expect(kPriorities[taker] >= kPriorities[other], "wrong-priority", ("At %s a slice went to %s although %s was ready, who is more "
      .. "important; and %s does not have the log. After unlock a task must have the priority that it had before.")
      :format(facts.in_ms(note.t), taker, other, taker), log.line)
  end
end

function lesson.check(run)
  local log = { asked = {} }
  for _, note in ipairs(facts.notes(run)) do
    log.line = facts.where(run, note.event, "any")
    check_slice(run, log, note)
    follow_log(run, log, note)
  end
  for who, asked in pairs(log.asked) do
    run:fail("left-waiting", ("%s asked for the log at %s and never got it."):format(who, facts.in_ms(asked.t)), facts.where(run,
      run:last { e = "await", co = asked.co } or asked))
  end
  run:expect(facts.count(run, "is done") == 5, "left-waiting", "Not all five tasks came to their end.")
end

return lesson
