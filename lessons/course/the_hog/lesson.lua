-- Nobody takes the processor away from a coroutine: it has to suspend. The check compares the heart's beats, in virtual
-- time, with what they should be while the sum is worked out. Computing takes time here: see options.cpu_cost.
local facts = require "lesson_facts"

local ms = 1000000

-- The beats from before the sum is begun to the first after its end, the beginning and the end.
local function read_notes(run)
  local beats, begin, finish = {}, nil, nil
  for _, note in ipairs(facts.notes(run)) do
    if note.text:find "beat" then
      table.insert(beats, note)
    elseif note.text:find "^begins" then
      begin = note
    elseif note.text:find "^sum" then
      finish = note
    end
  end
  return beats, begin, finish
end

local lesson = {
  title = "The hog",
  goal = "who computes for long keeps all others waiting",
  program = "harness.lua",
  files = { "harness.lua" },
  seeds = 5,
  options = { choices = "fifo", cpu_cost = 2000 },
  failure = "hog",
  predict = {
    {
      question = "The heart is to beat every 10 milliseconds. The checksum is worked out in a coroutine of its own, and takes "
        .. "about 60. How often does the heart beat in that time?",
      choices = { "6 times", "once or twice", "not at all" },
      answer = function(run)
        local beats, begin, finish = read_notes(run)
        local count = 0
        for _, beat in ipairs(beats) do
          if beat.event.index > begin.event.index and beat.event.index < finish.event.index then count = count + 1 end
        end
        return count == 0 and 3 or count <= 2 and 2 or 1
      end,
      why = "The heart is ready, but it can't run: the checksum's coroutine never suspends while it computes. Coroutines take "
        .. "turns; they don't run at the same time.",
    },
  },
  hints = {
    "For how long does the checksum's lane run without a break? Who could run in between, and what would have to happen?",
    "Call system.pause() in the loop, not with every number, but every so often.",
    "if i % 100 == 0 then system.pause() end",
  },
  takeaway = "Coroutines have to be polite: who computes for long has to suspend now and then, with system.pause(). The others "
    .. "can't do anything about a hog.",
}

-- The longest stretch between two events of the trace in that range: whose it was, and where one knows a line of it.
local function find_hog(run, from, to)
  local longest, hog = 0, nil
  for _, event in ipairs(run:select { from = from, to = to - 1, co = function(co) return co end }) do
    local after = run:first { from = event.index + 1, t = function(t) return t end }
    if after and after.t - event.t > longest then longest, hog = after.t - event.t, event end
  end
  return hog, longest
end

local function check_gap(run, before, beat, begin_line)
  local gap = beat.t - before.t
  if gap <= 15 * ms then return end
  local hog, longest = find_hog(run, before.event.index, beat.event.index)
  local name = hog and run:name(hog.co) or "somebody"
  local wait = run:last { e = "await", co = hog and hog.co, to = beat.event.index }
  run:fail("hog", ("The heart should beat every 10 ms, but %.0f ms passed between two beats: '%s' computed for %.0f ms "
    .. "without a break. While it does not suspend, nobody else can run."):format(gap / ms, name, longest / ms),
    wait and run:line(wait) or begin_line)
end

function lesson.check(run)
  local beats, begin, finish = read_notes(run)
  run:expect(begin, "cut-short", "The run ended before checksum.of was called.")
  local line = facts.line_of(run, "of")
  local asleep = run:last { e = "yield" }
  if not finish then
    if asleep then
      run:fail("nobody-resumes", ("'%s' suspended with coroutine.yield and was never resumed: that tells nobody to resume "
        .. "it. system.pause() does."):format(run:name(asleep.co)), asleep)
    end
    run:fail("no-sum", "checksum.of never returned.", run:last { e = "await", co = "checksum" })
  end
  run:expect(finish.text == "sum right", "wrong-sum", ("The %s. The sum must not depend on the pauses."):format(finish.text), line)
  for i = 2, #beats do
    if beats[i].t > begin.t and beats[i - 1].t < finish.t then check_gap(run, beats[i - 1], beats[i], line) end
  end
  local took = finish.t - begin.t
  run:expect(took < 180 * ms, "too-slow", ("The checksum took %.0f ms, and its computing needs about 60: it slept, or did "
    .. "more. system.pause() without a time lets the others run, and no longer."):format(took / ms),
    run:last { e = "await", co = "checksum", to = finish.event.index })
end

return lesson
