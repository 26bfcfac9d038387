-- A pause counts from when the coroutine was last resumed; what is awaited between two pauses adds up. The check compares
-- the virtual time of each beat with the second in which it is due.
local facts = require "lesson_facts"

local second = 1000000000
local beats = 8

local lesson = {
  title = "Time",
  goal = "a clock that does not drift",
  program = "harness.lua",
  files = { "harness.lua" },
  seeds = 30,
  options = { choices = "random" },
  failure = "drift",
  predict = {
    {
      question = "demo.lua: one coroutine pauses for a millisecond; the other calls pause() a thousand times. Which is done "
        .. "first, in the simulation?",
      program = "demo.lua",
      seed = 1,
      choices = { "the millisecond", "the thousand turns", "that depends on the seed" },
      answer = function(run) return run.output[1]:find "turns" and 2 or 1 end,
      why = "A pause without a time is a turn, and turns take no virtual time: the clock stands at 0 until nobody is ready "
        .. "any more. On a real machine it depends on how fast that is.",
    },
    {
      question = "exercise.lua calls beat(i) after a pause of 1 second; a beat itself takes 0.1 to 1.5 seconds. In which "
        .. "second does beat 8 come?",
      choices = { "second 8", "second 9 or 10", "second 11 or later" },
      answer = function(run)
        local t = run:first { e = "note", text = "beat 8 begins" }.t
        return t < 9 * second and 1 or t < 11 * second and 2 or 3
      end,
      why = "Between two pauses the coroutine waits for the beat to end. Each beat makes all later ones later.",
    },
  },
  hints = {
    "What does the coroutine that pauses do between two pauses? How long does that take?",
    "Let one coroutine only count the seconds, and begin another one for each beat. At the end, wait until all have ended.",
    "for i = 1, beats do\n  system.pause(1)\n  sounding = sounding + 1\n  spawn.trap(function()\n"
      .. "    sounding = sounding - 1\n    if sounding == 0 then event.emitall(silence) end\n  end, beat, i)\nend\n"
      .. "while sounding > 0 do event.await(silence) end",
  },
  takeaway = "Pauses measure from the last resume; everything else that is awaited adds up to drift. Who keeps the time does "
    .. "nothing else.",
}

-- The await in the exercise from which the coroutine was resumed, before that point of the run.
local function pause_before(run, index)
  local waits = run:select { e = "await", to = index }
  for i = #waits, 1, -1 do
    if run:line(waits[i]) then return waits[i] end
  end
  return facts.line_of(run, "run")
end

local function is_timer(run)
  return function(on)
    local object = run:object(type(on) == "table" and on[1] or on)
    return object ~= nil and object.kind == "timer"
  end
end

function lesson.check(run)
  local begun, ended, returned = {}, {}, nil
  for _, note in ipairs(facts.notes(run)) do
    local i, what = note.text:match "^beat (.+) (%l+)$"
    if what == "begins" then
      run:expect(tonumber(i), "no-number", ("beat was called with %s; it is to be told which beat it is, from 1 to %d.")
        :format(i, beats), pause_before(run, note.event.index))
      run:expect(not begun[tonumber(i)], "too-many-beats", ("Beat %s came twice."):format(i), note.event)
      begun[tonumber(i) or i] = note
    elseif what == "ends" then
      ended[tonumber(i) or i] = note
    elseif note.text == "run returned" then
      returned = note
    end
  end
  for i = 1, beats do
    local beat = begun[i]
    local nearest = run:last { e = "await", to = beat and beat.event.index }
    local unheard = not beat and run:first { e = "emit", waiters = 0, t = i * second }
    run:expect(not unheard, "missing-beat", ("Beat %d never came: an event was emitted in second %d, but nobody was waiting for "
      .. "it just then, so it is lost."):format(i, i), unheard)
    run:expect(beat, "missing-beat", ("Beat %d never came; there should be %d."):format(i, beats), nearest)
    local wait = pause_before(run, beat.event.index)
    local off = (beat.t - i * second) / second
    run:expect(off > -0.001, "too-early", ("Beat %d came after %.1f seconds, %.1f too early.")
      :format(i, beat.t / second, -off), wait)
    run:expect(off < 0.001, "drift", ("Beat %d came after %.1f seconds, %.1f too late. Between its pauses the coroutine "
      .. "awaits something else (the end of a beat), and that time comes on top."):format(i, beat.t / second, off), wait)
  end
  local last = 0
  run:expect(returned, "no-return", "metronome.run did not return, although all beats have been begun.", run:last { e = "await" })
  for i = 1, beats do
    run:expect(ended[i] and ended[i].event.index < returned.event.index, "returns-too-early",
      ("metronome.run returned after %.1f seconds, while beat %d was still sounding."):format(returned.t / second, i),
      pause_before(run, returned.event.index))
    last = math.max(last, ended[i].t)
  end
  local wait = pause_before(run, returned.event.index)
  run:expect(returned.t - last < second // 1000, "returns-too-late", ("The last beat ended after %.1f seconds, but "
    .. "metronome.run returned after %.2f. The end of the last one is to wake it."):format(last / second,
    returned.t / second), wait)
  local looks = run:count { e = "await", co = returned.co, from = begun[beats].event.index, on = is_timer(run) }
  run:expect(looks < 5, "polling", ("After the last beat had begun, metronome.run paused %d times to look whether all had "
    .. "ended. The end of the last one is to wake it."):format(looks), wait)
end

return lesson
