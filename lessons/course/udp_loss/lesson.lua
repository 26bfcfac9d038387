-- Datagrams that get lost: ask again, with numbers, so that nothing counts twice and no answer is mistaken.

local facts = require "lesson_facts"

local lesson = {
  title = "Datagrams get lost",
  goal = "ask again over a lossy link, and count once",
  program = "harness.lua",
  files = { "harness.lua", "server.lua", "scenario.lua" },
  seeds = 30,
  options = { choices = "random", scenario = "scenario.lua" },
  failure = "waits-forever",
  predict = {
    {
      question = "As given, the client soon waits for ever for the answer to a deposit. Does the bank have that money, in "
        .. "the run with seed 2? (Guess: the client can't know it either.)",
      seed = 2,
      choices = { "no: the question was lost", "yes: the answer was lost", "it gets all its answers" },
      answer = function(run)
        local deposits, adds = 0, 0
        for _, note in ipairs(facts.notes(run)) do
          if note.text:find("^deposits") then deposits = deposits + 1 end
          if note.text:find("^adds") then adds = adds + 1 end
        end
        if #run:left_waiting() == 0 then return 3 end
        return adds == deposits and 2 or 1
      end,
      why = "Only the timeline shows it: the client sees the same silence either way. That is why a question that "
        .. "is asked again must not count twice.",
    },
  },
  hints = {
    "Find the first cross in the timeline. What would somebody on the telephone do who gets no answer?",
    "Wait for a limited time: let a second coroutine pause and then resume the one that waits in receive. After that "
      .. "ask again, with the same number. And look at the number in each answer.",
    "In a loop: send, then receive with a time limit. No answer: send again. An answer with another number: go on "
      .. "receiving. An answer with this number: return its total. Close the timer when an answer came.",
  },
  takeaway = "Silence does not say which message was lost. So ask again, and give each question a number, so that "
    .. "it is done once, and each answer is known for what it answers.",
}

local kDatagrams = 6 -- for each deposit; a patient client needs about three

-- The deposits in order, each with what the client was told, and with how often the bank added when.
local function read(run)
  local deposits, adds = {}, {}
  for _, note in ipairs(facts.notes(run)) do
    local amount = note.text:match("^deposits (%d+)")
    if amount then deposits[#deposits + 1] = { amount = tonumber(amount), event = note.event } end
    local told = note.text:match("^is told (.*)")
    if told then deposits[#deposits].told, deposits[#deposits].told_event = told, note.event end
    if note.text:find("^adds") then adds[#adds + 1] = { event = note.event, number = #deposits } end
  end
  return deposits, adds
end

function lesson.check(run)
  facts.expect_no_error(run, "client")
  local deposits, adds = read(run)
  run:expect(#deposits > 0, "no-deposit", "The client did not get as far as its first deposit.")
  local sent, total = 0, 0
  for _, event in ipairs(run:select { e = "send" }) do
    if event.host == deposits[1].event.host then sent = sent + 1 end
  end
  for count, add in ipairs(adds) do
    run:expect(count <= add.number, "counted-twice", ("The bank added money %d times when only %d deposits were made: one was "
      .. "sent again under another number, so that it counted twice."):format(count, add.number),
      facts.where(run, run:last { co = deposits[add.number].event.co, to = add.event.index }))
  end
  for number, deposit in ipairs(deposits) do
    total = total + deposit.amount
    if not deposit.told then
      local wait = run:last { e = "await", co = deposit.event.co }
      local lost = run:first { e = "drop", from = deposit.event.index }
      run:fail("waits-forever", ("%s deposit %d, and the client waits for its answer to the end of the run. Nobody asks again "
        .. "if the client does not."):format(lost and "A datagram was lost after" or "No datagram was lost after", number),
        wait or facts.where(run, deposit.event))
    end
    local line = facts.where(run, deposit.told_event)
    run:expect(deposit.told ~= "nil", "gave-up", ("Deposit %d ended without a total. The client has to ask until it is told.")
      :format(number), line)
    run:expect(tonumber(deposit.told) == total, "wrong-answer", ("After deposit %d the total is %d, but the client took %s for it: "
      .. "the answer to another question. Each answer says which number it belongs to."):format(number, total, deposit.told), line)
    run:expect(adds[number] and adds[number].event.index < deposit.told_event.index, "not-there", ("Deposit %d ended with the total %s, "
      .. "but the bank had not heard of it: the total has to come from the bank."):format(number, deposit.told), line)
  end
  run:expect(sent <= kDatagrams * #deposits, "flood", ("The client sent %d datagrams for %d deposits. An answer takes up to 120 ms: "
    .. "wait about so long before you ask again, and leave no timer behind that cuts a later wait short."):format(sent, #deposits), facts.where(run, deposits[#deposits].told_event))
end

return lesson
