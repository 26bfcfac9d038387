-- An event that is emitted while nobody waits is gone. The check follows the letters from put to take by the
-- harness's notes, and asks at each moment whether somebody waits while there is a letter in the box.
local facts = require "lesson_facts"

-- A letter lay in the box while a worker waited: because it missed the event, or because it looks now and then.
local function fail_idle(run, co, letter, put, index)
  local wait = facts.waits_at(run, co, index)
  local object = wait and wait.on and run:object(type(wait.on) == "table" and wait.on[1] or wait.on)
  if object and (object.kind == "timer" or object.kind == "turn") then
    run:fail("polling", ("Letter %s was put at %s, and %s, who wants one, did not take it: it pauses and looks now and "
      .. "then. It should sleep until put wakes it."):format(letter, facts.in_ms(put.t), run:name(co)), wait)
  end
  run:fail("lost-wake-up", ("Letter %s was put into the box at %s, and %s waits for a letter, but is not woken. An event is "
    .. "heard only by who waits at that moment; look into the box before you wait."):format(letter, facts.in_ms(put.t),
    run:name(co)), wait)
end

local lesson = {
  title = "A lost wake-up",
  goal = "an event that nobody awaits is gone",
  program = "harness.lua",
  files = { "harness.lua" },
  seeds = 30,
  options = { choices = "random" },
  failure = "lost-wake-up",
  predict = {
    {
      question = "demo.lua: one coroutine emits \"mail\" in seconds 1 and 3. The other asks for two letters, from second 2 "
        .. "on. What does it print?",
      program = "demo.lua",
      seed = 1,
      choices = { "got the first letter, got the second letter", "only: got the first letter",
        "only: got the second letter", "nothing" },
      answer = function(run)
        if #run.output == 2 then return 1 end
        if #run.output == 0 then return 4 end
        return run.output[1]:find "first" and 2 or 3
      end,
      why = "In second 1 nobody waits for \"mail\", so the first letter is gone. The second one is heard. The second await "
        .. "waits for a third emit, which never comes: the run ends, and that coroutine is left waiting.",
    },
  },
  hints = {
    "Look for a worker that begins to wait for the box (take) after a letter was put. Who was there to hear that emit?",
    "take should first look whether there is a letter, and wait only while there is none. Look again after each wait.",
    "while #box == 0 do event.await(box) end",
  },
  takeaway = "An event is a moment, not a thing: who was not waiting has missed it. Keep what happened in a variable, "
    .. "change it before you emit, and wait in a loop that looks at it. (coutil.queued keeps events, if that is all you need.)",
}

function lesson.check(run)
  local box, wanting = {}, {} -- the letters that are in it, oldest first; who is in take, oldest first
  local before = 0            -- the time up to which all is well
  local was_put, was_got = {}, {}
  local function must_be_busy(t, index)
    if t > before and #box > 0 and #wanting > 0 then
      fail_idle(run, wanting[1], box[1].letter, box[1].event, index)
    end
    before = t
  end
  local function leave(co)
    for i, other in ipairs(wanting) do
      if other == co then table.remove(wanting, i) end
    end
  end
  for _, note in ipairs(facts.notes(run)) do
    must_be_busy(note.t, note.event.index)
    local what, letter = note.text:match "^(%l+) ?(.*)$"
    if what == "puts" then
      was_put[letter] = true
      table.insert(box, { letter = letter, event = note.event })
    elseif note.text:find "^has put" then
      local waits = facts.waits_at(run, note.co, note.event.index)
      local begun = run:last { e = "note", co = note.co, to = note.event.index - 1 }
      run:expect(not waits or waits.index < begun.index, "put-waits",
        "put suspended the sender. It should leave the letter in the box and return at once.", waits)
    elseif what == "asks" then
      table.insert(wanting, note.co)
    elseif what == "got" then
      leave(note.co)
      local wait = facts.waits_at(run, note.co, note.event.index)
      if not run:line(wait) then wait = facts.line_of(run, "take") end
      run:expect(letter == "nil" or was_put[letter], "no-letter", ("take gave %s '%s', which is no letter that was put into "
        .. "the box. (event.await returns the event that came, and after it what was emitted with it.)")
        :format(run:name(note.co), letter), wait)
      run:expect(letter ~= "nil" or #box == 0, "empty-handed", ("%s came back from take with nothing, and letter %s is put "
        .. "into the box. Either take does not return what it took, or it was woken before the letter was in the box.")
        :format(run:name(note.co), box[1] and box[1].letter), wait)
      run:expect(letter ~= "nil", "empty-handed", ("%s came back from take with nothing: it was woken, but another one "
        .. "had taken the letter before it. Who is woken has to look again, and wait again if need be.")
        :format(run:name(note.co)), wait)
      run:expect(not was_got[letter], "twice", ("%s got letter %s, but %s had got that one already.")
        :format(run:name(note.co), letter, was_got[letter]), wait)
      was_got[letter] = run:name(note.co)
      local first = table.remove(box, 1)
      if first.letter ~= letter then
        local later = run:first { e = "note", text = "got " .. first.letter, from = note.event.index }
        run:expect(later, "lost-letter", ("Letter %s was put into the box, and nobody ever got it: the next one taken was "
          .. "%s. The box has to keep all letters."):format(first.letter, letter), facts.line_of(run, "put"))
        run:fail("out-of-order", ("%s got letter %s while letter %s, which was put earlier, was still in the box.")
          :format(run:name(note.co), letter, first.letter), facts.line_of(run, "take"))
      end
    end
  end
  must_be_busy(math.huge, math.huge)
  local left = run:left_waiting()[1]
  run:expect(facts.count(run, "got 12") == 1, "lost-letter", "Letter 12 was never taken.", left and left.event)
end

return lesson
