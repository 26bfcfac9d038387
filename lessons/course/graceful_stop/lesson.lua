-- A graceful stop: after the signal take nothing new, finish what is open, but not for ever.

local facts = require "lesson_facts"

local lesson = {
  title = "Signals and a graceful stop",
  goal = "end when told to, without cutting anybody off",
  program = "harness.lua",
  files = { "scenario.lua" },
  seeds = 30,
  options = { choices = "random", scenario = "scenario.lua" },
  allow = { error = true }, -- a signal that nobody awaits
  failure = "cut-off",
  predict = {
    {
      question = "As given, with seed 2: when the signal comes, some requests have been accepted and not answered yet. What "
        .. "becomes of them?",
      seed = 2,
      choices = { "they are answered, then the program ends", "they are gone with the program" },
      answer = function(run)
        local accepted, answered = 0, 0
        for _, note in ipairs(facts.notes(run)) do
          if note.text:find("^accepts") then accepted = accepted + 1 end
          if note.text:find("^has answered") then answered = answered + 1 end
        end
        return accepted == answered and 1 or 2
      end,
      why = "When the program ends, so do all of its coroutines, wherever they wait. Nobody finishes them.",
    },
  },
  hints = {
    "What does the program have to know, when the signal comes, to tell whether it may end? And who may still be "
      .. "waiting in accept?",
    "Count the open requests. After the signal, close the coroutine that accepts, and wait for an event that is emitted "
      .. "when the count comes to 0, or after half a second.",
    "Keep the acceptor: `local acceptor = coroutine.create(...)`. Around work: `open = open + 1; work(request); open = "
      .. "open - 1; if open == 0 then event.emitall(over) end`. After awaitsig: `coroutine.close(acceptor)`; if open > 0, "
      .. "start a timer that pauses for 0.5 and emits `over`, and `event.await(over)`.",
  },
  takeaway = "Take nothing new, finish what is open, and set yourself a limit. A signal that nobody awaits ends the "
    .. "program where it stands.",
}

local kGrace, kSlack = 500000000, 1000000 -- nanoseconds

-- What happened: when the signal came, when the program ended, which requests were open then.
local function read(run)
  local signal = run:first { e = "fault", what = "signal" }
  local over = run:first { e = "process", what = function(what) return what == "exit" or what == "signal" end }
  local open, last_answer = {}, 0
  local arrived, at -- a request that nobody has accepted yet
  for _, note in ipairs(facts.notes(run)) do
    run:expect(not arrived or note.t <= at.t + kSlack or signal and signal.t <= at.t + kSlack, "not-accepted",
      arrived and ("%s arrived at %s, and nobody was there to accept it."):format(arrived, facts.in_ms(at.t)),
      facts.where(run, note.event, "any"))
    local arrives = note.text:match("^(request %d+) arrives$")
    if arrives then arrived, at = arrives, note.event end
    local accepted = note.text:match("^accepts (request %d+)$")
    local answered = note.text:match("^has answered (request %d+)$")
    if accepted then
      run:expect(not signal or note.event.index < signal.index, "accepted-late", signal and ("%s was accepted at %s, after the signal at "
        .. "%s: somebody still waited in accept."):format(accepted, facts.in_ms(note.t), facts.in_ms(signal.t)),
        facts.where(run, note.event))
      open[accepted] = note.event
      if accepted == arrived then arrived = nil end
    elseif answered then
      open[answered], last_answer = nil, note.t
    end
  end
  return signal, over, open, last_answer
end

local function check_end(run, signal, over, open, last_answer)
  local time = over.t - signal.t
  local request, accepted = next(open)
  for other, event in pairs(open) do
    if event.index < accepted.index then request, accepted = other, event end
  end
  local where = facts.where(run, over, "any")
  run:expect(not request or time >= kGrace, "cut-off", request and ("The program ended at %s, %s after the signal, and cut off %s, which it "
    .. "had accepted at %s."):format(facts.in_ms(over.t), facts.in_ms(time), request, facts.in_ms(accepted.t)), where)
  run:expect(time <= kGrace + kSlack, "no-limit", ("The signal came at %s, and the program ended only at %s. Even if a "
    .. "request hangs it has to end after half a second."):format(facts.in_ms(signal.t), facts.in_ms(over.t)), where)
  local due = request and signal.t + kGrace or math.max(signal.t, last_answer)
  run:expect(over.t <= due + kSlack, "lingers", ("The signal came at %s, the last request was answered at %s, and the program ended only "
    .. "at %s: it waited for nothing."):format(facts.in_ms(signal.t), facts.in_ms(last_answer), facts.in_ms(over.t)), where)
end

function lesson.check(run)
  local signal, over, open, last_answer = read(run)
  if over and over.what == "signal" then
    run:fail("killed-by-signal", ("The signal came at %s, nobody awaited it, and the program was ended where it stood.")
      :format(facts.in_ms(over.t)), facts.where(run, over, "any"))
  end
  local failed = run:errors()[1]
  run:expect(not failed, "error", failed and failed.message, failed and failed.event and facts.where(run, failed.event))
  run:expect(signal and (not over or over.index > signal.index), "stopped-early", "The program ended before the signal came.",
    facts.where(run, over, "any"))
  run:expect(over, "never-stops", ("The signal came at %s, and the program never ended."):format(facts.in_ms(signal and signal.t or 0)),
    facts.where(run, nil, "any"))
  check_end(run, signal, over, open, last_answer)
  run:expect(over.status == 0, "error", ("The program ended with status %d, which says that something went wrong.")
    :format(over.status or -1), facts.where(run, over, "any"))
end

return lesson
