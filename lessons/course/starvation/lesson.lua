-- Who waits for a moment that the others don't let come may wait forever. The check counts from the harness's notes how
-- often somebody was overtaken: how many began to use the shelf who had come to it later.
local facts = require "lesson_facts"

local limit = 8

local lesson = {
  title = "Starvation",
  goal = "nobody is stuck, and one never gets his turn",
  program = "harness.lua",
  files = { "harness.lua" },
  seeds = 12,
  options = { choices = "random" },
  allow = { stuck = true },
  failure = "starvation",
  predict = {
    {
      question = "demo.lua: two coroutines turn a light on for 1.5 of every 2 seconds, one a second later than the other, ten "
        .. "times each. An owl waits, from second 3 on, until both are off. When is it dark?",
      program = "demo.lua",
      seed = 1,
      choices = { "within 2 seconds", "in the middle, about second 10", "after second 20, when the others have ended" },
      answer = function(run)
        local dark = run.prints[1].t / 1000000000
        return dark <= 5 and 1 or dark < 20 and 2 or 3
      end,
      why = "Each light goes off often, but never both: the two overlap. The owl gets its turn only when nobody wants "
        .. "the light any more.",
    },
  },
  hints = {
    "While the lone writer waits, readers come and read. What would have to stop them?",
    "Let all who come queue in one line, in which a writer holds up those behind him until the readers inside have left. A "
      .. "mutex is such a line.",
    "function shelf.read(body)\n  mutex.lock(door)\n  readers = readers + 1\n  mutex.unlock(door)\n  ...\nend\n\n"
      .. "function shelf.write(body)\n  mutex.lock(door)\n  while readers > 0 do event.await(empty) end\n  body()\n"
      .. "  mutex.unlock(door)\nend",
  },
  takeaway = "Starvation is a question of order: make sure that who waits is overtaken a limited number of times. Queues and "
    .. "mutexes do, \"when nobody else is there\" does not.",
}

-- All uses of the shelf: { name, co, how, wanted, begun, ended, left (indices of events), line }.
local function read_notes(run)
  local uses, current = {}, {}
  for _, note in ipairs(facts.notes(run)) do
    local index, use = note.event.index, current[note.co]
    if note.text:find "^wants to" then
      use = { name = run:name(note.co), co = note.co, how = note.text:match "%l+$", wanted = index, event = note.event }
      current[note.co] = use
      table.insert(uses, use)
    elseif note.text:find "^begins to" then
      run:expect(not use.begun, "twice", ("%s was let in twice at once."):format(use.name), note.event)
      use.begun, use.line = index, tonumber(note.text:match "@(%d+)")
    elseif note.text == "ends" then
      use.ended = index
    else
      use.left = index
    end
  end
  return uses
end

-- A writer is alone.
local function check_alone(run, uses)
  for _, writer in ipairs(uses) do
    for _, other in ipairs(writer.how == "write" and writer.begun and uses or {}) do
      if other ~= writer and other.begun and other.begun < (writer.ended or math.huge)
        and (other.ended or math.huge) > writer.begun then
        local second = other.begun > writer.begun and other or writer
        run:fail("not-alone", ("%s was writing while %s was %s. Who writes must be alone."):format(writer.name, other.name,
          other.how == "read" and "reading" or "writing"), second.line or second.event)
      end
    end
  end
end

local function check_served(run, uses)
  for _, use in ipairs(uses) do
    run:expect(use.begun, "never-let-in", ("%s wanted to %s and waits to the end of the run, when nobody else is there any more: "
      .. "it was not woken."):format(use.name, use.how), run:last { e = "await", co = use.co })
    run:expect(use.left, "no-return", ("shelf.%s never returned to %s."):format(use.how, use.name),
      run:last { e = "await", co = use.co })
  end
end

-- Nobody is overtaken too often.
local function check_order(run, uses)
  for _, use in ipairs(uses) do
    local overtaken = 0
    for _, other in ipairs(uses) do
      if other.wanted > use.wanted and other.begun < use.begun then overtaken = overtaken + 1 end
    end
    local wait = run:last { e = "await", co = use.co, from = use.wanted, to = use.begun }
    if overtaken > limit and use.how == "write" then
      run:fail("starvation", ("The %s waited while %d others, who had come later, began to use the shelf: it starves. As long as "
        .. "readers may come in past a writer who waits, his moment does not come."):format(use.name, overtaken), wait)
    elseif overtaken > limit then
      run:fail("readers-starve", ("The %s waited while %d others, who had come later, began to use the shelf: now the readers "
        .. "starve, because all writers go first."):format(use.name, overtaken), wait)
    end
  end
end

function lesson.check(run)
  local uses = read_notes(run)
  check_alone(run, uses)
  local stuck = run.stuck[1]
  run:expect(not stuck, "never-let-in", ("Coroutines are stuck: %s."):format(stuck and stuck.why),
    stuck and run:last { e = "await", co = stuck.waiting and stuck.waiting[1] or nil })
  check_served(run, uses)
  check_order(run, uses)
  run:expect(#uses == 44, "cut-short", ("The shelf was used %d times, and not 44 times."):format(#uses))
end

-- In some run, two have to read at the same time.
function lesson.check_all(runs)
  for _, run in ipairs(runs) do
    local uses = read_notes(run)
    for _, one in ipairs(uses) do
      for _, other in ipairs(uses) do
        if one.how == "read" and other.how == "read" and one.begun < other.begun and other.begun < one.ended then return end
      end
    end
  end
  local run = runs[#runs]
  run:fail("one-at-a-time", "In none of the runs two readers read at the same time. Only who writes has to be alone.",
    read_notes(run)[1].line)
end

return lesson
