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
        .. "about 60 milliseconds. How often does the heart beat in that time?",
      choices = { "6 times", "once or twice", "not at all" },
      answer = function(run)
        local beats, begin, finish = read_notes(run)
        local count = 0
        for _, beat in ipairs(beats) do
          if beat.event.index > begin.event.index and beat.event.index < finish.event.index then count = count + 1 end
        end
        return count == 0 and 3 or count <= 2 and 2 or 1
      end,
      why = "The heart's 10 milliseconds are over, but it can't run: the checksum's coroutine never suspends while it "
        .. "computes. Coroutines take turns; they don't run at the same time.",
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

local suspends = { await = true, yield = true, ["end"] = true }

-- The longest turn that ended in that range, from a resume to where it suspended: its run event, how long it took, and
-- how many turns there were.
local function find_hog(run, from, to)
  local begun, longest, hog, turns = {}, 0, nil, 0
  for _, event in ipairs(run:select { to = to, co = function(co) return co end }) do
    if event.e == "run" then
      begun[event.co] = event
    elseif suspends[event.e] and begun[event.co] then
      local took = event.t - begun[event.co].t
      if event.index >= from then
        turns = turns + 1
        if took > longest then longest, hog = took, begun[event.co] end
      end
      begun[event.co] = nil
    end
  end
  return hog, longest, turns
end

local function check_gap(run, before, beat, begin_line)
  local gap = beat.t - before.t
  if gap <= 15 * ms then return end
  local hog, longest, turns = find_hog(run, before.event.index, beat.event.index)
  local name = hog and run:name(hog.co) or "somebody"
  local wait = run:last { e = "await", co = hog and hog.co, to = beat.event.index }
  local whose = longest > 5 * ms and ("'%s' computed for %.0f ms without a break."):format(name, longest / ms)
    or ("%d turns of others came first, each of them short, but all together too long."):format(turns)
  run:fail("hog", ("The heart should beat every 10 ms, but %.0f ms passed between two beats: %s While a coroutine does "
    .. "not suspend, nobody else can run; 5 ms are the most here."):format(gap / ms, whose),
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
    run:fail("no-sum", "checksum.of never returned: it waits, and nobody wakes it.",
      run:last { e = "await", co = "checksum" })
  end
  run:expect(finish.text == "sum right", "wrong-sum", ("checksum.of returned a %s. The pauses must not change the sum.")
    :format(finish.text:gsub("^sum wrong", "wrong sum")), line)
  for i = 2, #beats do
    if beats[i].t > begin.t and beats[i - 1].t < finish.t then check_gap(run, beats[i - 1], beats[i], line) end
  end
  local took = finish.t - begin.t
  run:expect(took < 180 * ms, "too-slow", ("The checksum took %.0f ms, and its computing needs about 60: it slept, or did "
    .. "more. system.pause() without a time lets the others run, and no longer."):format(took / ms),
    run:last { e = "await", co = "checksum", to = finish.event.index })
end

return lesson
