-- The thundering herd: an event for all, and a job for one.

local facts = require "lesson_facts"

local lesson = {
  title = "The thundering herd",
  goal = "wake one for a thing that one can take",
  program = "harness.lua",
  files = { "harness.lua" },
  seeds = 30,
  options = { choices = "random" },
  failure = "thundering-herd",
  predict = {
    {
      question = "As given: 6 workers, 24 jobs. How often, all together, does a worker wake and find no job?",
      choices = { "never", "up to 24 times", "more than 24 times" },
      answer = function(run)
        local woken, jobs = 0, 0
        for _, event in ipairs(run.events) do
          local is_worker = event.co and run:name(event.co):find("^worker")
          if is_worker and event.e == "wake" and run:object(event.on).kind == "event" then woken = woken + 1 end
          if event.e == "note" and (event.text:find("^takes") or event.text == "goes home") then jobs = jobs + 1 end
        end
        local for_nothing = woken - jobs
        return for_nothing <= 0 and 1 or for_nothing <= 24 and 2 or 3
      end,
      why = "Each job wakes all who are idle, and one of them gets it. The more idle workers you have, the worse it is.",
    },
  },
  hints = {
    "Look at one job in the timeline: how many arrows go out from it, and how many of the woken have something to do?",
    "Which of the two emits of the exercise concerns all workers, and which one concerns any one of them?",
    "In add: event.emitone(news). In close it stays emitall. The loop around await stays, too.",
  },
  takeaway = "emitall for news, emitone for a thing that one can take. The thing lies in a list, and whoever is woken "
    .. "looks again.",
}

local kWorkers, kJobs = 6, 24
local kMost, kMostLooks = 12, 60 -- so many wake-ups for nothing do no harm, nor so many pauses before a look

-- Looks at what the notes say, in order, and at the wake-ups between them.
local function follow(run, shop, note)
  local verb, job = note.text:match("^(.-) ?(job %d+)$")
  local event = note.event
  if verb == "adds" then
    shop.added[job], shop.waiting = event, shop.waiting + 1
  elseif verb == "takes" then
    run:expect(shop.added[job] and not shop.taken[job], "done-twice", ("%s took %s, which was %s."):format(run:name(note.co), job,
      shop.added[job] and "taken already" or "never added"), facts.where(run, event))
    shop.taken[job], shop.waiting = event, shop.waiting - 1
    shop.idle[note.co] = nil
  elseif note.text == "wants a job" then
    shop.idle[note.co] = event
  elseif note.text == "closes" then
    shop.closed = event
  elseif note.text == "goes home" then
    run:expect(shop.closed, "went-home-early", ("%s went home at %s although the shop was not closed: take returned nil, because "
      .. "somebody else was quicker. Who is woken has to look again."):format(run:name(note.co), facts.in_ms(note.t)), facts.where(run, event))
    shop.idle[note.co], shop.home = nil, shop.home + 1
  end
end

-- At the end of an instant, no job lies there while somebody is idle.
local function settle(run, shop)
  local co, event = next(shop.idle)
  run:expect(not co or shop.waiting == 0, "idle-worker", co and ("At %s a job lies there, and %s is idle: nobody told it of the job.")
    :format(facts.in_ms(shop.now), run:name(co)), co and (run:first { e = "await", co = co, from = event.index } or event))
end

-- How often a worker that wanted a job was resumed and did not get one, before the shop closed.
local function check_herd(run, shop)
  local wants, for_nothing, polls, last = {}, 0, 0, nil
  for _, event in ipairs(run.events) do
    if shop.closed and event.index > shop.closed.index then break end
    if event.e == "note" then wants[event.co] = event.text == "wants a job" end
    if event.e == "await" and wants[event.co] then
      local before = wants[event.co]
      if before ~= true then
        local kind = run:object(before.on[1]).kind
        last = event
        if kind == "timer" or kind == "turn" then
          polls = polls + 1
        else
          for_nothing = for_nothing + 1
        end
      end
      wants[event.co] = event
    end
  end
  run:expect(polls <= kMostLooks, "polls", ("Idle workers woke %d times from a pause to look for a job, for nothing. A worker waits for "
    .. "an event; who has a job for it emits it."):format(polls), last)
  run:expect(for_nothing <= kMost, "thundering-herd", ("For %d jobs, workers were woken %d times for nothing: each job woke more of them than could take it.")
    :format(kJobs, for_nothing), run:first { e = "emit", waiters = function(count) return (count or 0) > 1 end } or last)
end

-- A job that nobody ever took, although a later one was taken.
local function check_lost(run)
  local added, taken, last = {}, {}, 0
  for _, note in ipairs(facts.notes(run)) do
    local verb, number = note.text:match("^(%a+) job (%d+)$")
    number = tonumber(number)
    if verb == "adds" then added[number] = note.event end
    if verb == "takes" then
      taken[number] = true
      last = math.max(last, number)
    end
  end
  for number = 1, last do
    run:expect(taken[number], "lost-job", ("job %d was added, and nobody ever got it; job %d, which came later, was taken.")
      :format(number, last), added[number] and run:first { e = "emit", from = added[number].index,
        co = added[number].co } or added[number])
  end
end

function lesson.check(run)
  check_lost(run)
  local shop = { added = {}, taken = {}, idle = {}, waiting = 0, home = 0, now = 0 }
  for _, note in ipairs(facts.notes(run)) do
    if note.t > shop.now then settle(run, shop) end
    shop.now = note.t
    follow(run, shop, note)
  end
  check_herd(run, shop)
  settle(run, shop)
  for number = 1, kJobs do
    local job = "job " .. number
    run:expect(shop.taken[job], "lost-job", ("Nobody ever got %s, and %d workers went home. What lies there when the shop closes is "
      .. "still done."):format(job, shop.home), shop.added[job] and facts.where(run, shop.added[job]))
  end
  local left = run:left_waiting()[1]
  run:expect(shop.home == kWorkers, "left-waiting", ("The shop is closed, and only %d of %d workers went home: the others still "
    .. "wait for a job."):format(shop.home, kWorkers), left and left.event)
end

return lesson
