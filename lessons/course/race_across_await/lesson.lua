-- What was read before an await may be wrong after it. The check follows the calls of withdraw by the harness's notes,
-- and compares the balance with what was paid whenever no call is under way.
local facts = require "lesson_facts"

local start_balance = 100

local lesson = {
  title = "A race across an await",
  goal = "what you read before an await is old after it",
  program = "harness.lua",
  files = { "harness.lua" },
  seeds = 40,
  options = { choices = "random" },
  failure = "lost-update",
  predict = {
    {
      question = "demo.lua: three coroutines each add 1 to a counter ten times; each pauses between reading and writing. What "
        .. "is the counter at the end?",
      program = "demo.lua",
      seed = 1,
      options = { choices = "fifo" },
      choices = { "30", "10", "something in between" },
      answer = function(run)
        local count = tonumber(run.output[1])
        return count == 30 and 1 or count == 10 and 2 or 3
      end,
      why = "They take turns: all three read 0, all three write 1, and so on. Two of three updates are lost each time.",
    },
  },
  hints = {
    "Which line of withdraw suspends? What may have happened to account.balance when it goes on?",
    "After approve, look at account.balance again, and use it and not the old value for both: to decide, and to subtract.",
    "if account.balance < amount then return false end\naccount.balance = account.balance - amount",
  },
  takeaway = "Each await is a line in your function: what you read above it is old below it. Look again, reserve before, or "
    .. "lock. And run it with many seeds, for one run proves nothing.",
}

-- The calls of withdraw in the order of their beginnings, and what happened in the order in which it did:
-- { what = "wants"|"asks"|"answer"|"returns", call, ... }.
local function read_notes(run)
  local calls, history, by_name = {}, {}, {}
  for _, note in ipairs(facts.notes(run)) do
    local name, text = note.text:match "^(customer %d) (.*)$"
    local call = by_name[name]
    local fact = { event = note.event }
    local amount, line = text:match "^asks for (%S+) @(%S+)$"
    if text:find "^wants" then
      call = { name = name, amount = tonumber(text:match "%d+") }
      by_name[name] = call
      table.insert(calls, call)
      fact.what = "wants"
    elseif amount then
      call.line = tonumber(line)
      call.asked = amount
      fact.what = "asks"
    elseif text:find "approved" then
      -- A no is a no, however often one asks.
      call.approved = call.approved ~= false and text == "approved"
      fact.what = "answer"
    else
      call.ended = note.event
      call.paid = text:find "^paid" ~= nil
      call.is_early = call.paid and call.asked and call.approved == nil
      call.unanswered = text:find "^got no answer" ~= nil
      fact.what = "returns"
      fact.balance = tonumber(text:match "balance (%S+)$")
    end
    fact.call = call
    table.insert(history, fact)
  end
  return calls, history
end

-- What was paid has to be what is missing in the account, when nobody is in the middle of it.
local function check_balance(run, fact, paid, last_overlap, unanswered)
  run:expect(fact.balance, "no-balance", "account.balance is no number any more.", facts.line_of(run, "withdraw"))
  local missing = start_balance - fact.balance
  local other = last_overlap or fact.call
  run:expect(missing >= paid, "lost-update", ("%d coins have been paid, but only %d are missing in the account: an update was "
    .. "lost. While %s waited for head office, another customer was paid; then the old balance was written back.")
    :format(paid, missing, other.name), other.line or facts.line_of(run, "withdraw"))
  run:expect(missing <= paid or not unanswered, "no-answer", ("withdraw did not say whether it paid: it is to return true or "
    .. "false, and returned neither to %s."):format(unanswered and unanswered.name), facts.line_of(run, "withdraw"))
  run:expect(missing <= paid, "money-gone", ("%d coins were paid, but %d are missing in the account: what is taken before "
    .. "head office approves has to be put back when it does not."):format(paid, missing), fact.call.line or facts.line_of(run, "withdraw"))
end

local function check_paid(run, fact, paid)
  local call = fact.call
  run:expect(call.approved, "not-approved", ("%s was paid %d coins, and head office %s."):format(call.name, call.amount,
    call.approved == nil and "was not asked" or "had said no"), call.line or facts.line_of(run, "withdraw"))
  run:expect(tonumber(call.asked) == call.amount, "not-approved", ("%s was paid %d coins, but head office was asked for %s.")
    :format(call.name, call.amount, call.asked), call.line or facts.line_of(run, "withdraw"))
  run:expect(paid <= start_balance, "overdrawn", ("%d coins were paid, of %d. When %s came back from head office, there were "
    .. "not enough left, but nobody looked again."):format(paid, start_balance, call.name), call.line or facts.line_of(run, "withdraw"))
end

-- A refusal is right if head office said no, or if at some moment of the call there was not enough beside what others
-- were about to get.
local function check_refused(run, fact)
  local call = fact.call
  if call.approved == false or call.least < call.amount then return end
  run:fail("refused-for-nothing", ("%s wanted %d coins and was refused, but %d were free all the time%s."):format(call.name,
    call.amount, call.least, call.approved and ", and head office had approved" or ""), call.line or facts.line_of(run, "withdraw"))
end

-- Walks through the history; calls f(fact, paid, under_way, overlap) at each return: what has been paid until then, the
-- calls that are still under way, and one that was paid after another had been paid while it was under way.
local function at_each_return(history, f)
  local paid, under_way, overlap = 0, {}, nil
  for _, fact in ipairs(history) do
    if fact.what == "wants" then
      table.insert(under_way, fact.call)
      fact.call.least = math.huge
      fact.call.paid_before = paid
    elseif fact.what == "returns" then
      for i, other in ipairs(under_way) do
        if other == fact.call then table.remove(under_way, i) end
      end
      if fact.call.paid and paid > fact.call.paid_before then overlap = overlap or fact.call end
      if fact.call.paid then paid = paid + fact.call.amount end
      f(fact, paid, under_way, overlap)
      if #under_way == 0 then overlap = nil end
    end
    local wanted = 0
    for _, call in ipairs(under_way) do wanted = wanted + call.amount end
    for _, call in ipairs(under_way) do
      call.least = math.min(call.least, start_balance - paid - (wanted - call.amount))
    end
  end
end

function lesson.check(run)
  local calls, history = read_notes(run)
  for _, call in ipairs(calls) do
    run:expect(not call.is_early, "not-approved", ("%s was paid %d coins before head office had answered.")
      :format(call.name, call.amount), call.line)
  end
  local unanswered
  at_each_return(history, function(fact, paid, under_way, overlap)
    if fact.call.unanswered and fact.call.approved then unanswered = fact.call end
    if #under_way == 0 then check_balance(run, fact, paid, overlap, unanswered) end
  end)
  at_each_return(history, function(fact, paid)
    if fact.call.paid then check_paid(run, fact, paid) else check_refused(run, fact) end
  end)
  for _, call in ipairs(calls) do
    run:expect(call.ended, "no-return", ("withdraw never returned to %s."):format(call.name), run:last { e = "await",
      co = call.name })
  end
  run:expect(#calls == 5, "cut-short", ("Only %d of 5 customers came to the machine."):format(#calls))
end

return lesson
