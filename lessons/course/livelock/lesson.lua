-- All react to all others in the same way at the same time, and nothing gets done. The check reads from the harness's
-- notes who ate when; forks are mutexes, or whatever the exercise makes of them.
local facts = require "lesson_facts"

local seats, meals = 5, 2
local second = 1000000000

local lesson = {
  title = "Philosophers and livelock",
  goal = "everybody is busy, and nobody eats",
  program = "harness.lua",
  files = { "harness.lua" },
  seeds = 30,
  options = { choices = "random" },
  allow = { stuck = true },
  failure = "livelock",
  predict = {
    {
      question = "Five philosophers take the left fork; who finds the right one taken puts the left one down and tries again. "
        .. "They do so for two seconds, some 40 tries. How many meals are eaten?",
      choices = { "all ten", "some", "none" },
      answer = function(run)
        local eaten = 0
        for seat = 1, seats do eaten = eaten + facts.count(run, ("philosopher %d has eaten"):format(seat)) end
        return eaten == seats * meals and 1 or eaten > 0 and 2 or 3
      end,
      why = "All five take their left fork at the same moment, see the same, and put it down at the same moment. Nothing ever "
        .. "makes one of them different.",
    },
  },
  hints = {
    "Look at the five lanes: how do they differ? What could make one of them do something else than the others?",
    "Take the lower-numbered fork first, and wait for the second one. Or wait for a random time before each new try.",
    "local first, second = left, right\nif second.number < first.number then first, second = second, first end\n"
      .. "mutex.lock(first)\nmutex.lock(second)",
  },
  takeaway = "To give way is not enough if all do it alike. An order needs no second try at all; where one tries again, the times "
    .. "have to differ.",
}

-- What the philosophers did, in order: { what = "hungry"|"eats"|"eaten"|"leaves", seat, meal, line, event, t }.
local function read_notes(run)
  local history = {}
  for _, note in ipairs(facts.notes(run)) do
    local seat, text = note.text:match "^philosopher (%d) (.*)$"
    seat = tonumber(seat)
    if seat then
      local what = text:match "hungry" or text:match "eats" or text:match "eaten" or "leaves"
      table.insert(history, { what = what, seat = seat, t = note.t, event = note.event,
        line = tonumber(text:match "@(%d+)") })
    end
  end
  return history
end

local function check_forks(run, history)
  local eating = {}
  for _, fact in ipairs(history) do
    local seat = fact.seat
    if fact.what == "eats" then
      for _, neighbour in ipairs { seat % seats + 1, (seat - 2) % seats + 1 } do
        run:expect(not eating[neighbour], "shared-fork", ("Philosophers %d and %d ate at the same time, and there is one fork "
          .. "between them. Who eats needs both forks to himself."):format(neighbour, seat), fact.line or fact.event)
      end
      eating[seat] = true
    elseif fact.what == "eaten" then
      eating[seat] = nil
    end
  end
end

-- Nobody comes back from dine hungry. Returns how many meals were eaten, by seat, and when the last one was.
local function check_meals(run, history)
  local eaten, left, last = {}, {}, 0
  for seat = 1, seats do eaten[seat], left[seat] = 0, 0 end
  for _, fact in ipairs(history) do
    local seat = fact.seat
    if fact.what == "eaten" then eaten[seat], last = eaten[seat] + 1, fact.t end
    run:expect(fact.what ~= "eats" or eaten[seat] <= left[seat], "eats-again", ("Philosopher %d began to eat a second time in "
      .. "one call of dine."):format(seat), fact.line or fact.event)
    if fact.what == "leaves" then
      left[seat] = left[seat] + 1
      run:expect(eaten[seat] >= left[seat], "not-eaten", ("dine returned to philosopher %d, who has not eaten. He has to wait "
        .. "until he has both forks."):format(seat), facts.line_of(run, "dine"))
    end
  end
  return eaten, left, last
end

local function check_stuck(run)
  local stuck = run.stuck[1]
  if not stuck then return end
  local wait = run:last { e = "await", co = stuck.waiting and stuck.waiting[1] or nil }
  run:fail("deadlock", stuck.cycle and #stuck.cycle > 0 and ("%d philosophers wait for each other in a ring: each has a fork "
    .. "and waits for the next one. That is a deadlock, the opposite mistake."):format(#stuck.cycle)
    or ("A fork was never put down again: %s."):format(stuck.why), wait)
end

-- Somebody is hungry at closing time: because all are busy with each other, or for another reason.
local function check_full(run, eaten, left, last)
  local hungry
  for seat = 1, seats do
    if left[seat] < meals then hungry = hungry or seat end
  end
  if not hungry then return end
  local name = "philosopher " .. hungry
  local total = 0
  for seat = 1, seats do total = total + eaten[seat] end
  local closed = run:first { e = "note", text = "closes", co = "waiter" }
  local after = last and function(t) return t > last end
  local tries = run:select { e = "run", t = after, co = function(co) return (run:name(co) or ""):find "^philosopher" end }
  local wait = run:last { e = "await", co = name }
  local busy = #tries >= 40 and closed and closed.t - last > second / 5
  run:expect(not busy, "livelock", ("In the last %.1f seconds before closing time nobody ate (%d of %d meals were eaten before), but "
    .. "the philosophers were busy: they were resumed %d times. Forks are taken and put down, by all in the same way and at "
    .. "the same time."):format(closed and (closed.t - last) / second or 0, total, seats * meals, #tries), wait)
  run:fail("not-fed", ("%s is hungry at closing time: he has eaten %d of %d times, and is not done."):format(name, eaten[hungry],
    meals), wait)
end

function lesson.check(run)
  local history = read_notes(run)
  check_forks(run, history)
  check_stuck(run)
  local eaten, left, last = check_meals(run, history)
  check_full(run, eaten, left, last)
end

-- In some run, two have to eat at the same time.
function lesson.check_all(runs)
  local run, line
  for _, one in ipairs(runs) do
    local eating = 0
    for _, fact in ipairs(read_notes(one)) do
      if fact.what == "eats" then
        eating = eating + 1
        run, line = one, fact.line or fact.event
      end
      if fact.what == "eaten" then eating = eating - 1 end
      if eating == 2 then return end
    end
  end
  run:fail("one-at-a-time", "In none of the runs two philosophers ate at the same time, although there are forks for two. One "
    .. "lock for the whole table is too much.", line)
end

return lesson
