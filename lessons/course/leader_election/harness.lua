-- A node's program: its messages, and what it says of itself in notes. Who leads is up to the exercise.

local event = require "coutil.event"
local memory = require "memory"
local queued = require "coutil.queued"
local sim = require "coutil.sim"
local system = require "coutil.system"
local trace = require "coutil.trace"
local guard = dofile "guard.lua"

local run = guard.functions(1)

local kPort, kPatience = 7, 0.05
local kNames = { "n1", "n2", "n3", "n4" }

local node = { name = sim.hostname(), count = #kNames, now = sim.now }
local leads, polls = false, 0
local poll -- the question that is under way: its number, and how many answered, and said yes
local asked = trace.name({}, "a question")
local elected, deposed = trace.name({}, "a majority"), trace.name({}, "the end of its lead")

local socket = assert(system.socket("datagram"))
assert(socket:bind(system.address("ipv4", "0.0.0.0", kPort)))
local addresses = {}
for number, name in ipairs(kNames) do addresses[name] = system.address("ipv4", "10.0.0." .. number, kPort) end

local function start(name, body)
  assert(coroutine.resume(trace.name(coroutine.create(body), name .. " " .. node.name)))
end

local function tell(name, text) socket:send(text, 1, -1, addresses[name]) end

local function count(said_yes)
  poll.answers = poll.answers + 1
  if said_yes then poll.yes = poll.yes + 1 end
  if poll.answers == node.count then event.emitall(poll) end
end

function node.ask_all()
  polls = polls + 1
  local mine = trace.name({ number = polls, yes = 0, answers = 0, ends_at = node.now() + kPatience }, "votes")
  poll = mine
  count(node.grant(node.name))
  for _, name in ipairs(kNames) do
    if name ~= node.name then tell(name, ("vote? %d %s"):format(polls, node.name)) end
  end
  queued.emitone(asked, mine)
  event.await(mine)
  return mine.yes, mine.answers
end

local function change(to)
  if leads == to then return end
  leads = to
  trace.note(("%s @%s"):format(leads and "leads" or "follows", guard.line()))
  event.emitone(leads and elected or deposed)
  print(("%s %s at %.3f s"):format(node.name, leads and "leads" or "follows", node.now()))
end

function node.lead() change(true) end

-- Also gives back the votes that this node got: they were too few.
function node.follow()
  change(false)
  if node.release then node.release(node.name) end
  for _, name in ipairs(kNames) do
    if name ~= node.name then tell(name, "free " .. node.name) end
  end
end

-- Does nothing but wait: its lane shows when this node leads.
start("role of", function()
  while true do
    event.await(elected)
    event.await(deposed)
  end
end)

start("ear of", function()
  local buffer = memory.create(64)
  while true do
    local text = buffer:tostring(1, (assert(socket:receive(buffer))))
    local number, who = text:match("^vote%? (%d+) (%w+)$")
    if who and node.grant then
      tell(who, ("%s %s"):format(node.grant(who) and "yes" or "no", number))
    elseif text:find("^free") and node.release then
      node.release(text:match("%w+$"))
    elseif poll and tonumber(text:match("%d+$")) == poll.number then
      count(text:find("^yes") ~= nil)
    end
  end
end)

-- Ends each question when its time is over. They all have the same time, so one coroutine does for all of them.
start("clock of", function()
  while true do
    local _, question = queued.await(asked)
    if question.ends_at > node.now() then system.pause(question.ends_at - node.now()) end
    event.emitall(question)
  end
end)

start("node", function() run(node) end)
if node.name == kNames[1] then
  start("end of all, on", function()
    system.pause(4.6)
    os.exit(0)
  end)
end
system.run()
