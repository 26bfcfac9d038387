-- Streams: bytes without messages, in pieces of any size, and two directions that end one by one.

local facts = require "lesson_facts"

local lesson = {
  title = "Streams have no messages",
  goal = "cut lines out of pieces, and end each direction by itself",
  program = "harness.lua",
  files = { "server.lua", "scenario.lua" },
  seeds = 30,
  options = { choices = "random", scenario = "scenario.lua" },
  failure = "pieces",
  predict = {
    {
      question = "demo.lua: the client sends a question, calls stream:shutdown(), and then receives. What does it get?",
      program = "demo.lua",
      options = {},
      choices = { "nil, for it has shut down the stream", "the answer" },
      answer = function(run)
        return table.concat(run.output, "\n"):find("got it all", 1, true) and 2 or 1
      end,
      why = "shutdown ends one direction only: the client sends no more. The other direction still works.",
    },
    {
      question = "As given: client b sends six lines with one send. In how many pieces does the server receive them? (Its buffer "
        .. "has 24 bytes.)",
      choices = { "1", "6, one for each line", "another number" },
      answer = function(run)
        local count = 0
        for _, note in ipairs(facts.notes(run)) do
          if note.text:find("^gets > ") and run:name(note.co) == "reader b" then count = count + 1 end
        end
        return count == 1 and 1 or count == 6 and 2 or 3
      end,
      why = "A stream knows nothing of sends and of lines. The server gets what is there, up to 24 bytes at a time.",
    },
  },
  hints = {
    "What does the server take for a line? Look at a piece that ends in the middle of one.",
    "Keep what is no whole line yet in a variable of this connection. After each piece, take all complete lines out of it.",
    "`rest = rest .. piece`, then `for line in rest:gmatch(\"([^\\n]*)\\n\") do ... end`, then `rest = rest:match(\"[^\\n]*$\")`. "
      .. "After the loop, answer `rest` if it is not empty, say bye, close.",
  },
  takeaway = "A stream is bytes; what a message is, the messages must say. And the end of the input is only the end of "
    .. "one direction.",
}

local kLines = { "hello", "", "a longer line that does not fit", " x ", "the last but one", "bye now" }

-- What client `name` has to get.
local function expected(name)
  local list = {}
  for place, line in ipairs(kLines) do list[place] = "> " .. (line == "" and "" or ("[%s] %s"):format(name, line)) end
  table.insert(list, "bye")
  return list
end

-- What it got, how its stream ended, and how many lines it has sent.
local function read(run, name)
  local got, over, sent = {}, nil, 0
  for _, note in ipairs(facts.notes(run)) do
    local who = run:name(note.co)
    if who == "reader " .. name then
      local line = note.text:match("^gets (.*)$")
      if line then table.insert(got, { text = line, event = note.event }) end
      over = note.text:find("^the stream ends: ") and note or over
    elseif who == "client " .. name then
      sent = note.text == "sends no more" and #kLines or sent + 1
    end
  end
  return got, over, sent
end

-- One line that is not what it had to be.
local function fail_line(run, name, place, line, list)
  local where = facts.where(run, line.event, "any")
  local text, wanted = line.text, list[place]
  run:expect(not text:find("> .*> "), "no-newline", ("Client %s got (%s), several answers in one line: each has to end with a newline.")
    :format(name, text), where)
  local all = table.concat(expected(name), "", 1, #kLines):gsub("> ", "")
  local body = text:gsub("^> ", "")
  run:expect(text == "bye" or all:find(body, 1, true), "mixed-up", ("Client %s got (%s), which is no piece of what it sent. What is "
    .. "kept of a connection has to be its own, and no byte of it may get lost."):format(name, text), where)
  for later = place + 1, #list do
    run:expect(text ~= list[later], "lost-line", ("Client %s got (%s) where (%s) was expected: a line got lost.%s"):format(name, text,
      wanted, wanted == "> " and " An empty line is a line." or place == #kLines and " It had no newline at its end." or ""), where)
  end
  run:expect(wanted ~= "bye", "wrong-answer", ("Client %s got (%s) where (bye) was expected: there was nothing more to answer.")
    :format(name, text), where)
  run:expect(text:gsub("%s", "") ~= wanted:gsub("%s", ""), "changed-line", ("Client %s got (%s) where (%s) was expected: a line goes "
    .. "back as it came, with its spaces."):format(name, text, wanted), where)
  run:fail("pieces", ("Client %s got (%s) where (%s) was expected. A piece that is received is not a line."):format(name, text,
    wanted), where)
end

local function check_client(run, name)
  local got, over, sent = read(run, name)
  local list = expected(name)
  for place, line in ipairs(got) do
    run:expect(place <= #list, "wrong-answer", ("Client %s got one line too many: (%s)."):format(name, line.text),
      facts.where(run, line.event, "any"))
    if line.text ~= list[place] then fail_line(run, name, place, line, list) end
  end
  local where = facts.where(run, over and over.event, "any")
  if #got < #list then
    run:expect(over, sent > #got and "waits-for-more" or "cut-off", ("Client %s has sent %d line%s and got %d; the answer to (%s) never "
      .. "came, and the server still waits. Each line has to be answered as soon as it is complete."):format(name, sent,
      sent == 1 and "" or "s", #got,
      kLines[#got + 1] or "the end"), where)
    run:fail("cut-off", ("Client %s got %d of %d lines, then the stream was closed; the next had to be (%s)."):format(name, #got,
      #list, list[#got + 1]), where)
  end
  run:expect(over, "not-closed", ("Client %s got all of its answers, and then waited for the end of the stream for ever: the "
    .. "server did not close it."):format(name), where)
  run:expect(over.text:find("end of file", 1, true), "cut-off", ("Client %s's stream ended by an error: %s"):format(name,
    over.text), where)
end

function lesson.check(run)
  for number = 1, 3 do facts.expect_no_error(run, "connection " .. number) end
  for _, name in ipairs { "b", "a", "c" } do check_client(run, name) end
  for number = 1, 3 do
    local name = "connection " .. number
    local last = run:last { co = name, e = function(e) return e == "send" or e == "receive" end }
    run:expect(run:first { e = "close", co = name }, "not-closed", ("The server never closed the stream of %s. To shut it down ends "
      .. "one direction; the stream itself is kept until it is closed."):format(name), last and facts.where(run, last))
  end
end

return lesson
