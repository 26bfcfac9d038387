-- Leader election: a majority of all nodes, not of those who answer, or a partition makes two leaders.

local facts = require "lesson_facts"

local lesson = {
  title = "Two leaders after a partition",
  goal = "elect one leader, and never two",
  program = "harness.lua",
  files = { "scenario.lua", "commit_scenario.lua" },
  seeds = 20,
  options = { choices = "random", scenario = "scenario.lua" },
  lanes = 21,
  failure = "two-leaders",
  predict = {
    {
      question = "demo.lua, two-phase commit: a and b both said \"yes, I can\". Then b is cut off, before it hears the decision, "
        .. "and a commits. What does b do until the network is whole again?",
      program = "demo.lua",
      options = { scenario = "commit_scenario.lua" },
      choices = { "it commits, for it said yes", "it forgets about it, for it hears nothing", "it waits: it must do neither" },
      answer = function(run)
        local heals = run:first { e = "fault", what = "heal" }
        for _, note in ipairs(facts.notes(run)) do
          if note.event.index < heals.index and note.text == "b commits" then return 1 end
          if note.event.index < heals.index and note.text == "b aborts" then return 2 end
        end
        return 3
      end,
      why = "b can't know whether the others committed or gave up, so it may do neither. Two-phase commit is safe, and it "
        .. "can block for as long as the partition lasts.",
    },
    {
      question = "As given: a node that leads is cut off from the three others for a while. How many leaders are there at the "
        .. "same time, at the worst moment?",
      seed = 2,
      choices = { "one", "two" },
      answer = function(run)
        local leading, count, most = {}, 0, 0
        for _, note in ipairs(facts.notes(run)) do
          if note.text:find("^leads") and not leading[note.host] then
            leading[note.host], count = true, count + 1
          elseif note.text:find("^follows") and leading[note.host] then
            leading[note.host], count = nil, count - 1
          end
          most = math.max(most, count)
        end
        return math.min(most, 2)
      end,
      why = "Alone, one vote out of one answer is more than half: the node on its own elects itself, or goes on leading.",
    },
  },
  hints = {
    "At the moment of the second \"leads\": how many votes has that node, and out of how many?",
    "How many nodes are there that don't answer? For whom could they have voted?",
    "Compare `yes` with half of node.count, in both the election and the loop of the leader: `while yes > node.count / 2`.",
  },
  takeaway = "Count a majority of all, not of those who answer, and stop leading when you lose it. Two majorities share a "
    .. "node; two minorities don't.",
}

local kPeriod = 1500000000 -- nanoseconds in which those who reach each other have to find a leader
local kMostTerms = 5 -- one before the cut, perhaps one in it and one after it, and some to spare

local function in_s(time) return ("%.3f s"):format(time / 1e9) end

-- Never two at the same time. Returns when who led: { host =, from =, to = } in the order of their beginning.
local function check_safety(run)
  local leading, terms, first = {}, {}, nil
  for _, note in ipairs(facts.notes(run)) do
    local name = note.host and run.hosts[note.host].name
    if note.text:find("^leads") then
      local other = next(leading)
      first = other and leading[other]
      run:expect(not other, "two-leaders", other and ("At %s node %s leads as well as node %s, which has led since %s. Two "
        .. "leaders: each of them believes that enough nodes are in favour of it."):format(in_s(note.t), name, other,
        in_s(first.from)), note.event, tonumber(note.text:match("@(%d+)$")))
      leading[name] = { name = name, from = note.t }
      table.insert(terms, leading[name])
    elseif note.text:find("^follows") then
      if leading[name] then leading[name].to = note.t end
      leading[name] = nil
    end
  end
  return terms
end

-- At the end of each period in which three or four nodes reached each other, one of them leads.
local function check_liveness(run, terms)
  local cut, heal = run:first { e = "fault", what = "partition" }, run:first { e = "fault", what = "heal" }
  local function expect_leader(at, group, text)
    for _, term in ipairs(terms) do
      if term.from <= at and (not term.to or term.to > at - kPeriod / 5) and group[term.name] then return end
    end
    run:fail("no-leader", ("At %s no node leads, %s."):format(in_s(at), text), facts.where(run, nil, "any"))
  end
  local function names(hosts)
    local set, count = {}, 0
    for _, host in ipairs(hosts) do
      set[run.hosts[host].name], count = true, count + 1
    end
    return set, count
  end
  local all = names { 0, 1, 2, 3 }
  expect_leader(cut.t, all, "although all four have reached each other from the beginning")
  for _, side in ipairs { cut.from, cut.to } do
    local group, count = names(side)
    if count >= 3 then
      expect_leader(heal.t, group, "although three of the nodes have reached each other for 1.6 s since the partition; three of "
        .. "four are a majority")
    end
  end
  expect_leader(run.fin.t, all, ("although the network has been whole again since %s"):format(in_s(heal.t)))
end

-- Who leads goes on leading as long as the majority is there.
local function check_rest(run, terms)
  if #terms <= kMostTerms then return end
  for _, note in ipairs(facts.notes(run)) do
    if note.text:find("^follows") then
      run:fail("restless", ("Leaders began %d times, the first one stopped at %s already. Who leads, and asks for the votes in "
        .. "time, gets them once more, and goes on."):format(#terms, in_s(note.t)), note.event, tonumber(note.text:match("@(%d+)$")))
    end
  end
end

function lesson.check(run)
  for number = 1, 4 do facts.expect_no_error(run, "node n" .. number) end
  local terms = check_safety(run)
  check_liveness(run, terms)
  check_rest(run, terms)
end

return lesson
