-- Two who have one thing each and want the other's wait forever. The check follows the bookings by the harness's notes.
local facts = require "lesson_facts"

local lesson = {
  title = "Deadlock",
  goal = "a ring of waiting, and an order that breaks it",
  program = "harness.lua",
  files = { "harness.lua" },
  seeds = 30,
  options = { choices = "random" },
  allow = { stuck = true },
  failure = "deadlock",
  predict = {
    {
      question = "demo.lua: Ann locks pen, then paper; Bob locks paper, then pen. What happens?",
      program = "demo.lua",
      seed = 1,
      choices = { "Ann has both, then Bob has both", "Ann has the pen, Bob has the paper, and they are stuck",
        "that depends on the seed" },
      answer = function(run) return run.ended == "stuck" and 2 or 1 end,
      why = "Locking does not suspend as long as the mutex is free. Ann takes pen and paper in one go, before Bob begins. To "
        .. "get stuck, somebody has to suspend between the two locks: that is why deadlocks hide so well.",
    },
  },
  hints = {
    "The run says who waits for which account, and who has it. In what order did these two lock their accounts?",
    "Lock both before the first booking, and let all transfers lock in the same order, whichever way the coins go.",
    "local first, second = from, to\nif second.number < first.number then first, second = second, first end\n"
      .. "mutex.lock(first)\nmutex.lock(second)",
  },
  takeaway = "A deadlock is a ring of those who have something and wait for more. One order for all, in which things are taken, "
    .. "makes rings impossible.",
}

-- The transfers, in the order of their beginnings, each with its clerk, accounts and bookings; and the notes in order:
-- { what = "begins"|"books"|"booked"|"ends", transfer, number (of an account), coins, line, event }.
local function read_notes(run)
  local transfers, history, current = {}, {}, {}
  for _, note in ipairs(facts.notes(run)) do
    local clerk, text = note.text:match "^(clerk %d) (.*)$"
    local fact = { what = text:match "^%l+", event = note.event, transfer = current[clerk] }
    if fact.what == "begins" then
      local coins, from, to = text:match "(%d+) coins from (%d) to (%d)$"
      fact.transfer = { clerk = clerk, co = note.co, coins = tonumber(coins), from = from, to = to, begun = 0, booked = 0 }
      current[clerk] = fact.transfer
      table.insert(transfers, fact.transfer)
    elseif fact.what == "books" then
      local coins, number, line = text:match "^books (.*) on (.*) @(%S+)$"
      fact.coins, fact.number, fact.line = tonumber(coins), number, tonumber(line)
    elseif fact.what == "booked" then
      fact.number = text:match "^booked on (.*)$"
    end
    table.insert(history, fact)
  end
  return transfers, history
end

local function check_stuck(run, transfers)
  local stuck = run.stuck[1]
  if not stuck then return end
  local ring = stuck.cycle and #stuck.cycle > 0
  local wait = run:last { e = "await", co = stuck.waiting and stuck.waiting[1] or nil }
  if not ring then
    run:fail("not-given-back", ("An account stays locked: %s."):format(stuck.why), wait)
  end
  local names = {}
  for _, co in ipairs(stuck.cycle) do
    for _, transfer in ipairs(transfers) do
      if transfer.co == co and not transfer.ended then
        table.insert(names, ("%s (from %s to %s)"):format(transfer.clerk, transfer.from, transfer.to))
      end
    end
  end
  run:fail("deadlock", ("%s wait for each other in a ring, and none can ever go on. Each has locked one account, and waits "
    .. "for one that another of them has."):format(table.concat(names, ", ")), wait)
end

-- The coins are taken from one account and given to the other.
local function check_coins(run, fact)
  local transfer = fact.transfer
  local line = fact.line or fact.event
  run:expect(transfer.begun < 2, "wrong-booking", ("%s booked more than twice for one transfer."):format(transfer.clerk), line)
  transfer.begun = transfer.begun + 1
  local due = fact.number == transfer.from and -transfer.coins or fact.number == transfer.to and transfer.coins
  local again = transfer.last == fact.number
  run:expect(due and fact.coins == due and not again, "wrong-booking",
    ("%s booked %s on %s%s, but %d coins are to go from account %s to account %s."):format(transfer.clerk,
    tostring(fact.coins), due and "account " .. fact.number or fact.number, again and " a second time" or "",
    transfer.coins, transfer.from, transfer.to), line)
  transfer.last = fact.number
end

-- Where a transfer has booked, nobody else books until it has done both of its bookings.
local function check_bookings(run, history)
  local owner = {} -- by the number of an account: the transfer that is in the middle of its bookings
  for _, fact in ipairs(history) do
    local transfer = fact.transfer
    if fact.what == "books" then
      check_coins(run, fact)
      local other = owner[fact.number]
      run:expect(not other or other == transfer, "mixed-up", ("%s booked on account %s, where the transfer of %s, from %s to %s, "
        .. "had booked and was not finished: it could still need to take its booking back."):format(transfer.clerk,
        fact.number, other and other.clerk, other and other.from, other and other.to), fact.line or fact.event)
      owner[fact.number] = transfer
    elseif fact.what == "booked" then
      transfer.booked = transfer.booked + 1
      if transfer.booked == 2 then owner[transfer.from], owner[transfer.to] = nil, nil end
    elseif fact.what == "ends" then
      transfer.ended = true
      run:expect(transfer.booked == 2, "not-done", ("bank.transfer returned to %s, but %d of its 2 bookings were done. If an "
        .. "account is locked, it has to wait."):format(transfer.clerk, transfer.booked), facts.line_of(run, "transfer"))
    end
  end
end

-- Those who wait to the end of the run without the help of mutexes.
local function check_ended(run, transfers)
  local waiting, booking = {}, 0
  for _, transfer in ipairs(transfers) do
    if not transfer.ended then
      table.insert(waiting, transfer)
      booking = booking + (transfer.booked > 0 and 1 or 0)
    end
  end
  if #waiting == 0 then return end
  local wait = run:last { e = "await", co = waiting[1].co }
  run:expect(booking < 2, "deadlock", ("%d transfers have booked once, and wait for each other's accounts to the end of the run.")
    :format(booking), wait)
  run:fail("never-ended", ("%s waits to the end of the run, and its transfer from %s to %s is not done. Was an account not "
    .. "given back?"):format(waiting[1].clerk, waiting[1].from, waiting[1].to), wait)
end

function lesson.check(run)
  local transfers, history = read_notes(run)
  check_bookings(run, history)
  check_stuck(run, transfers)
  check_ended(run, transfers)
  run:expect(#transfers == 10, "cut-short", ("Only %d of 10 transfers were begun."):format(#transfers))
end

-- In some run, two transfers have to book at the same time.
function lesson.check_all(runs)
  local run, line
  for _, one in ipairs(runs) do
    local booking = {} -- the transfers that are at it, and how many bookings each
    local _, history = read_notes(one)
    for _, fact in ipairs(history) do
      if fact.what == "books" then
        booking[fact.transfer] = (booking[fact.transfer] or 0) + 1
        run, line = one, fact.line or fact.event
        local first = next(booking)
        if next(booking, first) then return end
      elseif fact.what == "booked" then
        local count = booking[fact.transfer]
        booking[fact.transfer] = count > 1 and count - 1 or nil
      end
    end
  end
  run:fail("one-at-a-time", "In none of the runs two transfers booked at the same time, although many have nothing to do with "
    .. "each other. One lock for the whole bank makes everybody wait for everybody.", line)
end

return lesson
