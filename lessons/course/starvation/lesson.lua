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
    local name, text = note.text:match "^([%a ]+%d?): (.*)$"
    local index, use = note.event.index, current[name]
    if text:find "^wants to" then
      use = { name = name, co = note.co, how = text:match "%l+$", wanted = index, wanted_at = note.t,
        event = note.event }
      current[name] = use
      table.insert(uses, use)
    elseif text:find "^begins to" then
      local line = tonumber(text:match "@(%d+)")
      run:expect(not use.begun, "twice", ("shelf.%s called its body twice for %s; once is asked for."):format(use.how, use.name),
        line or note.event)
      use.begun, use.line, use.begun_at = index, line, note.t
    elseif text == "ends" then
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
    if use.left and not use.begun then
      run:fail("not-called", ("shelf.%s returned to %s, and its body was not called."):format(use.how, use.name),
        facts.line_of(run, use.how))
    end
    run:expect(use.begun, "never-let-in", ("%s wanted to %s and waits to the end of the run, when nobody else is there any more: "
      .. "it was not woken."):format(use.name, use.how), run:last { e = "await", co = use.co })
    run:expect(use.left, "no-return", ("shelf.%s never returned to %s."):format(use.how, use.name),
      run:last { e = "await", co = use.co })
  end
end

local function read_together(uses)
  for _, one in ipairs(uses) do
    for _, other in ipairs(uses) do
      if one.how == "read" and other.how == "read" and one.begun < other.begun and other.begun < one.ended then return true end
    end
  end
  return false
end

-- Whoever would not disturb anybody is let in at once. (Of who lets in one at a time, check_all tells.)
local function check_at_once(run, uses)
  if not read_together(uses) then return end
  for _, use in ipairs(uses) do
    local hindered = use.begun_at == use.wanted_at
    for _, other in ipairs(uses) do
      hindered = hindered or other ~= use and (use.how == "write" or other.how == "write")
        and other.wanted < use.begun and other.left > use.wanted
    end
    if not hindered then
      run:fail("waits-for-nothing", ("%s wanted to %s, and was let in only after %s, although nobody was in the way.")
        :format(use.name, use.how, facts.in_ms(use.begun_at - use.wanted_at)),
        run:first { e = "await", co = use.co, from = use.wanted, to = use.begun } or use.line)
    end
  end
end

-- Nobody is overtaken too often.
local function check_order(run, uses)
  for _, use in ipairs(uses) do
    local overtaken = 0
    for _, other in ipairs(uses) do
      if other.wanted > use.wanted and other.begun < use.begun then overtaken = overtaken + 1 end
    end
    local wait = overtaken > limit and run:last { e = "await", co = use.co, from = use.wanted, to = use.begun }
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
  check_at_once(run, uses)
  run:expect(#uses == 44, "cut-short", ("The shelf was used %d times, and not 44 times."):format(#uses))
end

-- In some run, two have to read at the same time.
function lesson.check_all(runs)
  for _, run in ipairs(runs) do
    if read_together(read_notes(run)) then return end
  end
  local run = runs[#runs]
  run:fail("one-at-a-time", "In none of the runs two readers read at the same time. Only who writes has to be alone.",
    read_notes(run)[1].line)
end

return lesson
