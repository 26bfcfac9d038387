-- Backpressure: a queue with limited room makes the fast side wait for the slow one.

local facts = require "lesson_facts"

local lesson = {
  title = "Backpressure",
  goal = "let the slow side hold back the fast side",
  program = "harness.lua",
  files = { "harness.lua" },
  seeds = 30,
  options = { choices = "random" },
  failure = "no-backpressure",
  predict = {
    {
      question = "As given: there should be room for 4 items. How many lie in the queue at the worst moment?",
      choices = { "4 at most", "5 to 8", "more than 8" },
      answer = function(run)
        local kept, most = 0, 0
        for _, note in ipairs(facts.notes(run)) do
          if note.text:find("^has put") then kept = kept + 1 end
          if note.text:find("^has taken") then kept = kept - 1 end
          most = math.max(most, kept)
        end
        return most <= 4 and 1 or most <= 8 and 2 or 3
      end,
      why = "Nothing holds the producers back. With three that are faster than two consumers, the queue grows as long as "
        .. "they go on.",
    },
  },
  hints = {
    "Who has to wait when the queue is full, and who knows when there is room again?",
    "put waits in a loop while there is no room, for an event of its own; take emits it when it has made room.",
    "put: `while #items >= room do event.await(went) end` before the insert. take: keep what table.remove returned, "
      .. "then `event.emitone(went)`, then return it.",
  },
  takeaway = "Every queue needs a limit, and somebody who waits when it is reached. Two reasons to wait, two events, "
    .. "and a loop around each.",
}

local kRoom, kItems = 4, 30

local function follow(run, queue, note)
  local verb, item = note.text:match("^(.-) ?(%w*%d*)$")
  if note.text == "takes" then
    queue.takers[note.co] = note.event
  elseif verb == "puts" then
    queue.putters[note.co] = note.event
    queue.put[item] = queue.put[item] or note.event
  elseif verb == "has put" then
    queue.putters[note.co], queue.kept, queue.last = nil, queue.kept + 1, note.event
  elseif verb == "has taken" then
    queue.takers[note.co], queue.kept = nil, queue.kept - 1
    local line = facts.where(run, note.event)
    run:expect(queue.put[item], "wrong-item", ("%s took (%s), which nobody had put."):format(run:name(note.co), item), line)
    run:expect(not queue.taken[item], "taken-twice", ("%s was taken twice."):format(item), line)
    queue.taken[item] = note.event
    local from, number = item:sub(1, 1), tonumber(item:sub(2))
    run:expect(number > (queue.order[from] or 0), "wrong-order", ("%s was taken after %s%d, which was put later: first in has to be "
      .. "first out."):format(item, from, queue.order[from] or 0), line)
    queue.order[from] = number
  end
end

-- What holds when all that happens at an instant has happened.
local function settle(run, queue)
  run:expect(queue.kept <= kRoom, "no-backpressure", ("At %s, %d items have been put and not taken, and there is room for %d. "
    .. "Who puts has to wait while the queue is full."):format(facts.in_ms(queue.now), queue.kept, kRoom),
    queue.last and facts.where(run, queue.last))
  local taker, taking = next(queue.takers)
  local putter, putting = next(queue.putters)
  local function wait(co, event) return co and (run:first { e = "await", co = co, from = event.index } or event) end
  run:expect(not (taker and queue.kept > 0), "needless-wait", taker and ("At %s, %d items are there, and %s waits to take one: it "
    .. "was not told, or does not look."):format(facts.in_ms(queue.now), queue.kept, run:name(taker)), wait(taker, taking))
  run:expect(not (putter and queue.kept < kRoom), "needless-wait", putter and ("At %s there is room (%d of %d places are taken), and %s "
    .. "waits to put something: it was not told, or does not look."):format(facts.in_ms(queue.now), math.max(queue.kept, 0), kRoom,
    run:name(putter)), wait(putter, putting))
end

-- An item that nobody ever took, although a later one of its producer was taken.
local function check_lost(run)
  local taken, last = {}, {}
  for _, note in ipairs(facts.notes(run)) do
    local from, number = note.text:match("^has taken (%a)(%d+)$")
    if from then
      taken[from .. number] = true
      last[from] = math.max(last[from] or 0, tonumber(number))
    end
  end
  for _, note in ipairs(facts.notes(run)) do
    local from, number = note.text:match("^has put (%a)(%d+)$")
    run:expect(not from or taken[from .. number] or tonumber(number) > (last[from] or 0), "lost-item",
      ("%s%s was put, put returned, and nobody ever got it; %s%d got through."):format(from, number, from, last[from] or 0),
      facts.where(run, note.event))
  end
end

function lesson.check(run)
  local queue = { put = {}, taken = {}, takers = {}, putters = {}, order = {}, kept = 0, now = 0 }
  check_lost(run)
  for _, note in ipairs(facts.notes(run)) do
    if note.t > queue.now then settle(run, queue) end
    queue.now = note.t
    follow(run, queue, note)
  end
  settle(run, queue)
  local taken = run:count { e = "note", text = function(text) return text ~= nil and text:find("^has taken") ~= nil end }
  run:expect(taken == kItems, "left-waiting", ("Only %d of %d items got through."):format(taken, kItems),
    facts.where(run, nil, "any"))
end

return lesson
