-- An emit resumes those who wait inside of the call, so what they look at has to be in order before. The check compares
-- what the displays showed during each goal with the score that the referee counted.
local facts = require "lesson_facts"

local displays = { "stadium", "radio" }
local leads = { home = "home leads", guests = "the guests lead", nobody = "nobody leads" }

local lesson = {
  title = "An emit runs the waiter now",
  goal = "put everything in order, then emit",
  program = "harness.lua",
  files = { "harness.lua" },
  seeds = 20,
  options = { choices = "random" },
  failure = "emitted-too-early",
  predict = {
    {
      question = "demo.lua: a coroutine awaits \"go\", then prints B, pauses, and prints D. The main program prints A, emits "
        .. "\"go\", and prints C. In what order do the letters come?",
      program = "demo.lua",
      seed = 1,
      choices = { "A B C D", "A B D C", "A C B D" },
      answer = function(run)
        local order = table.concat(run.output, " ")
        return order == "A B C D" and 1 or order == "A B D C" and 2 or order == "A C B D" and 3 or nil
      end,
      why = "The emit resumes the one who waits at once: B comes before emitone returns. In its pause it suspends, the emit "
        .. "returns, and C follows. D comes when the pause is over.",
    },
  },
  hints = {
    "At which line of goal do the displays read the board? What has goal done until then?",
    "The displays run inside event.emitall. All that they read has to be right before it is called.",
    "function board.goal(team)\n  -- first the count, then the leader\n  event.emitall(board)\nend",
  },
  takeaway = "An emit is a call: who waited runs before your next line. Put everything in order, then emit, and think of what "
    .. "may be different when the emit returns.",
}

-- The goals: { score, leader, shown = { [display] = list of notes }, event, last_index }, and what was shown after them.
local function read_goals(run)
  local goals, goal, over = {}, nil, true
  for _, note in ipairs(facts.notes(run)) do
    local what, score, leader = note.text:match "^(%l+) .-(%d+:%d+) ?(.*)$"
    if what == "goal" then
      goal = { score = score, leader = leader, shown = {}, later = {}, event = note.event }
      for _, display in ipairs(displays) do goal.shown[display], goal.later[display] = {}, {} end
      table.insert(goals, goal)
      over = false
    elseif what == "after" then
      over = true
      goal.last_index = note.event.index
    elseif what == "shows" and goal then
      table.insert((over and goal.later or goal.shown)[run:name(note.co)],
        { score = score, leader = leader, index = note.event.index })
    end
  end
  return goals
end

local function check_display(run, goal, before, display)
  local shown, later = goal.shown[display][1], goal.later[display][1]
  local emit = run:last { e = "emit", to = shown and shown.index or goal.last_index, from = goal.event.index }
  if emit and not run:line(emit) then emit = facts.line_of(run, "goal") end
  local what = ("It is %s after this goal, and %s"):format(goal.score, leads[goal.leader])
  if shown and shown.score ~= goal.score then
    run:fail("emitted-too-early", ("%s, but the display '%s' showed %s: it was woken before goal had counted. Who awaits "
      .. "runs inside the emit, at once; so emit when everything is in order."):format(what, display, shown.score), emit)
  elseif shown and shown.leader ~= goal.leader then
    local says = leads[shown.leader] or "'" .. shown.leader .. "' leads"
    run:expect(shown.leader == before.leader, "wrong-leader", ("%s, but the display '%s' showed that %s. (home, guests, or "
      .. "nobody at a draw.)"):format(what, display, says), emit)
    run:fail("half-done", ("%s, but the display '%s' showed that %s: it was woken when the goal was counted, but the "
      .. "leader was still the one of %s."):format(what, display, says, before.score), emit)
  elseif not shown and later then
    run:fail("too-late", ("%s, but the display '%s' was woken only after goal had returned.")
      :format(what, display), run:first { e = "emit", from = goal.last_index })
  elseif not shown then
    run:fail("not-told", ("%s, but the display '%s' was not woken by this goal.%s"):format(what, display, type(emit) == "table"
      and emit.how == "one" and " emitone wakes only the one who has waited longest." or ""), emit or facts.line_of(run, "goal"))
  elseif goal.shown[display][2] or later then
    run:fail("told-twice", ("%s; the display '%s' showed it more than once: once is enough for a goal.")
      :format(what, display), emit)
  end
end

function lesson.check(run)
  local before = { score = "0:0", leader = "nobody" }
  local goals = read_goals(run)
  for _, goal in ipairs(goals) do
    local wait = run:last { e = "await", co = "referee", from = goal.event.index }
    run:expect(goal.last_index or wait, "cut-short", "The game ended in the middle of a goal.", goal.event)
    run:expect(goal.last_index, "goal-suspends", "goal did not return. It is not to wait for anything.", wait)
    for _, display in ipairs(displays) do check_display(run, goal, before, display) end
    before = goal
  end
  run:expect(#goals == 8, "cut-short", ("The game ended after %d goals of 8."):format(#goals))
end

return lesson
