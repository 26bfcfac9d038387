-- Timeout and cancel: a timer that outlives its wait strikes another one.

local facts = require "lesson_facts"

local lesson = {
  title = "Timeout and cancel: the stale timer",
  goal = "wait for a limited time, and leave no timer behind",
  program = "harness.lua",
  files = { "harness.lua" },
  seeds = 30,
  options = { choices = "random" },
  failure = "stale-timer",
  predict = {
    {
      question = "As given: an answer comes after 20 ms, and its timer was set for 50 ms. What does the timer do when its "
        .. "time comes?",
      choices = {
        "nothing: the wait that it was for is over",
        "it ends whatever the client waits for then",
        "it raises an error: the client does not wait for an answer",
      },
      answer = function(run)
        if run:first { e = "note", text = "is woken early" } then return 2 end
        return run:first { e = "end", error = function(error) return error ~= nil end } and 3 or 1
      end,
      why = "coroutine.resume asks nobody: it resumes the coroutine, and whatever that waited for is cancelled, here "
        .. "even a pause.",
    },
  },
  hints = {
    "In the timeline, find a client's wait that ended too early. Which lane runs at that moment, and when did "
      .. "that one begin to pause?",
    "When the answer comes first, somebody has to see to it that the timer does nothing later: close it, or let it "
      .. "look at a mark of this wait alone.",
    "Make the timer with coroutine.create instead of wrap and start it with coroutine.resume(timer). If await "
      .. "returned the request, say coroutine.close(timer) before you return the answer.",
  },
  takeaway = "To resume by hand is to cancel, whatever it is that is waited for. Who starts a timer also ends it, on "
    .. "every way out.",
}

local kPatience = 50000000 -- nanoseconds

-- Where the one began to wait that resumed a coroutine last, up to an event.
local function waker(run, event)
  local resumed = run:last { e = "run", co = event.co, to = event.index }
  if not resumed or resumed.by < 0 then return event end
  return run:last { e = "await", co = resumed.by, to = resumed.index } or event
end

-- The questions in order: who asked when, when it was answered, what the client got.
local function read(run)
  local questions, of = {}, {}
  for _, note in ipairs(facts.notes(run)) do
    local verb, name, result = note.text:match("^(%a+) (%w+):? ?(.*)$")
    if verb == "asks" then
      of[name] = { name = name, asked = note.event }
      questions[#questions + 1] = of[name]
    elseif verb == "answers" then
      of[name].answered = note.t
    elseif verb == "gets" then
      of[name].result, of[name].got = result, note.event
    end
  end
  return questions
end

-- Whether the client was woken by a coroutine that it had made for this very question.
local function is_own_timer(run, question)
  local by = waker(run, question.got).co
  local made = run:first { e = "spawn", co = by }
  return made and made.by == question.asked.co and made.index > question.asked.index
end

local function check_end(run, question)
  local name, asked, got = question.name, question.asked.t, question.got.t
  local due, line = asked + kPatience, facts.where(run, question.got)
  local in_time = question.answered and question.answered < due
  local timed_out = question.result == "nil, timeout"
  run:expect(not timed_out or got >= due or not is_own_timer(run, question), "too-early", ("Question %s was asked at %s and timed out at %s, "
    .. "although it had time until %s: its timer was set for too short a time."):format(name, facts.in_ms(asked), facts.in_ms(got),
    facts.in_ms(due)), waker(run, question.got))
  run:expect(not timed_out or got >= due, "stale-timer", ("Question %s was asked at %s and timed out at %s, although it had time "
    .. "until %s: a timer of an earlier question struck."):format(name, facts.in_ms(asked), facts.in_ms(got), facts.in_ms(due)),
    waker(run, question.got))
  run:expect(timed_out or question.result == "re " .. name, "wrong-answer", ("Question %s got (%s) instead of (%s)."):format(name,
    question.result, in_time and "re " .. name or "nil, timeout"), line)
  run:expect(not (timed_out and in_time), "lost-answer", ("Question %s was answered at %s, in time, but the client was told "
    .. "timeout."):format(name, facts.in_ms(question.answered or 0)), line)
  run:expect(timed_out or in_time or question.answered == due, "no-timeout", ("Question %s was asked at %s and had to time out at %s; "
    .. "instead the client waited until %s."):format(name, facts.in_ms(asked), facts.in_ms(due), facts.in_ms(got)), line)
  run:expect(got <= (in_time and question.answered or due), "late", ("Question %s: the client was told at %s what was known at %s.")
    :format(name, facts.in_ms(got), facts.in_ms(in_time and question.answered or due)), line)
end

function lesson.check(run)
  facts.expect_no_error(run, "client a")
  facts.expect_no_error(run, "client b")
  for _, question in ipairs(read(run)) do
    if not question.got then
      local wait = run:last { e = "await", co = question.asked.co } or question.asked
      run:expect(not question.answered or question.answered > question.asked.t + kPatience, "lost-answer", ("Question %s was answered in time, but "
        .. "the client never came back from wait."):format(question.name), wait)
      run:fail("no-timeout", ("Question %s was asked at %s and not answered in time; the client waits to the end of the run.")
        :format(question.name, facts.in_ms(question.asked.t)), wait)
    end
    check_end(run, question)
    local early = run:first { e = "note", text = "is woken early", co = question.asked.co, from = question.got.index }
    local pause = early and run:last { e = "run", co = early.co, to = early.index }
    local next_await = run:first { e = "await", co = question.asked.co, from = question.got.index }
    local is_next = early and next_await and not run:first { e = "note", co = early.co, from = next_await.index,
      to = early.index - 1 }
    run:expect(not is_next, "stale-timer", ("After question %s the client paused, and was resumed at %s, too early, by something "
      .. "that wait had left behind: a coroutine for a question that was over."):format(question.name,
      facts.in_ms(pause and pause.t or 0)), early and waker(run, early))
  end
end

return lesson
