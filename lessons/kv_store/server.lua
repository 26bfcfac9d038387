-- One of the servers that keep values together: a replica, or, when the others elected it, the primary.
-- server.lua [--hasty] NAME NAME=ADDRESS...   All servers are named, this one too: a=127.0.0.1:7001
-- It keeps its journal in the file NAME.journal, and answers lines: "put KEY VALUE", "get KEY", "who".

package.path = (arg[0]:match("^.*/") or "./") .. "?.lua;" .. package.path
local event = require "coutil.event"
local journal = require "journal"
local lines = require "lines"
local spawn = require "coutil.spawn"
local system = require "coutil.system"
local trace = require "coutil.trace"

local kHeartbeat, kPatience, kElection = 0.05, 0.2, 0.3 -- seconds
local kBatch = 50 -- entries in a message

local hasty = arg[1] == "--hasty" and table.remove(arg, 1) ~= nil
local name, here, others = arg[1], nil, {}
for place = 2, #arg do
  local who, text = arg[place]:match("^(%w+)=(.+)$")
  assert(text, "expected NAME=ADDRESS")
  local address = system.address("ipv4", text)
  if who == name then here = address else others[#others + 1] = { name = who, address = address } end
end
assert(here, "expected this server's name, and the names and addresses of all: a a=127.0.0.1:7001 b=...")

local majority = (#others + 1) // 2 + 1
-- So many servers must have a write in their journals before it is acknowledged. The hasty server takes its own
-- word for it: that is quick, and wrong.
local needed = hasty and 1 or majority

local me = journal.open(name .. ".journal")
local log = me.log
local role, heard = "replica", false -- and whether the primary, or a candidate, was heard of lately
local committed, data = 0, {} -- up to where the log is certain, and what came of it
local matched = {} -- the primary's: up to where each other's log is like ours
local news = trace.name({}, "news") -- there is something to send, or it is time for a sign of life
local decided = trace.name({}, "decided") -- more is certain, or we are no primary any more

local function say_error(message) io.stderr:write(name, ": ", debug.traceback(message, 2), "\n") end

local function become(new)
  role = new
  print(("%s: %s in term %d"):format(name, role, me.term))
  io.stdout:flush()
  event.emitall(decided)
end

-- Somebody spoke of a term. If it is later than ours, then whatever we were, we are a replica in it.
local function enter(term)
  if term <= me.term then return end
  me:enter(term)
  if role ~= "replica" then become("replica") end
end

-- Writes an entry into our log. A hasty server may find that what it took for certain is gone.
local function store(index, term, command)
  me:set(index, term, command)
  if index <= committed then committed, data = 0, {} end
end

local function commit(upto)
  if upto <= committed then return end
  for index = committed + 1, upto do
    local key, value = log[index].command:match("^put (%S+) (%S+)$")
    if key then data[key] = value end
  end
  committed = upto
  event.emitall(decided)
end

-- What enough servers have is certain; but an entry of a former term only with one of ours after it: until then a
-- server that lacks it may still be elected.
local function count()
  local lengths = { #log }
  for _, other in ipairs(others) do lengths[#lengths + 1] = matched[other.name] end
  table.sort(lengths, function(a, b) return a > b end)
  if me:term_at(lengths[needed]) == me.term then commit(lengths[needed]) end
end

-- The primary's: puts a command into the log. Returns whether it has become certain.
local function submit(command)
  if role ~= "primary" then return false end
  local index, term = #log + 1, me.term
  store(index, term, command)
  count()
  event.emitall(news)
  while committed < index and role == "primary" and me.term == term do event.await(decided) end
  return committed >= index and me:term_at(index) == term
end

-- What we tell a server whose log may be like ours up to `at`.
local function append(at)
  local message = { ("append %d %d %d %d"):format(me.term, at, me:term_at(at), committed) }
  for index = at + 1, math.min(#log, at + kBatch) do
    message[#message + 1] = log[index].term .. " " .. log[index].command
  end
  return table.concat(message, ";")
end

-- Keeps one other server's log like ours, as long as we are primary in that term.
local function replicate(other, term)
  local line
  local at = #log -- up to where it may be like ours
  while role == "primary" and me.term == term do
    line = line or lines.connect(other.address, kPatience)
    if role ~= "primary" or me.term ~= term then break end -- no longer, now that we are connected
    local word, its_term, index = (line and line:ask(append(at), kPatience) or ""):match("^(%a+) (%d+) (%d+)$")
    if not word then
      if line then line:close() end
      line = nil
      system.pause(kHeartbeat)
    else
      enter(tonumber(its_term))
      at = math.min(tonumber(index), #log)
      if word == "have" and role == "primary" and me.term == term then
        matched[other.name] = at
        count()
        if at == #log then event.await(news) end
      end
    end
  end
  if line then line:close() end
end

local function lead()
  become("primary")
  for _, other in ipairs(others) do
    matched[other.name] = 0
    spawn.catch(say_error, replicate, other, me.term)
  end
  spawn.catch(say_error, submit, "begin") -- an entry of this term, so that those before it become certain
end

-- Nothing is heard of a primary: we offer ourselves.
local function stand()
  me:enter(me.term + 1, name)
  become("candidate")
  local term, votes = me.term, 0
  local function count_vote()
    votes = votes + 1
    if votes == majority and role == "candidate" and me.term == term then lead() end
  end
  count_vote()
  local question = ("vote %d %s %d %d"):format(term, name, #log, me:term_at(#log))
  for _, other in ipairs(others) do
    spawn.catch(say_error, function()
      local line = lines.connect(other.address, kPatience)
      if not line then return end
      local word, its_term = (line:ask(question, kPatience) or ""):match("^(%a+) (%d+)$")
      line:close()
      if its_term then enter(tonumber(its_term)) end
      if word == "yes" then count_vote() end
    end)
  end
end

-- What a question looks like, and the answer to it.
local answers = {
  { "^put [^%s;]+ [^%s;]+$", function(command) return submit(command) and "ok" or "no" end },
  { "^get ([^%s;]+)$", function(key)
    -- Goes through the log as well: a primary that was deposed without knowing it must not answer.
    return submit("get " .. key) and "ok " .. (data[key] or "") or "no"
  end },
  { "^who$", function() return ("%s %s %d"):format(name, role, me.term) end },
  { "^vote (%d+) (%w+) (%d+) (%d+)$", function(term, candidate, last, last_term)
    enter(tonumber(term))
    last, last_term = tonumber(last), tonumber(last_term)
    local mine = me:term_at(#log)
    local has_all = last_term > mine or last_term == mine and last >= #log
    if tonumber(term) ~= me.term or not has_all or (me.vote or candidate) ~= candidate then return "no " .. me.term end
    me:enter(me.term, candidate)
    heard = true
    return "yes " .. me.term
  end },
  { "^append (%d+) (%d+) (%d+) (%d+)(.*)$", function(term, at, at_term, upto, entries)
    enter(tonumber(term))
    if tonumber(term) < me.term then return ("old %d 0"):format(me.term) end
    heard = true
    if role ~= "replica" then become("replica") end
    at = tonumber(at)
    if at > #log or me:term_at(at) ~= tonumber(at_term) then
      return ("lack %d %d"):format(me.term, math.min(#log, at - 1))
    end
    for of, command in entries:gmatch(";(%d+) ([^;]+)") do
      at, of = at + 1, tonumber(of)
      if at > #log or me:term_at(at) ~= of then store(at, of, command) end
    end
    commit(math.min(tonumber(upto), at))
    return ("have %d %d"):format(me.term, at)
  end },
}

local function answer(question)
  for _, rule in ipairs(answers) do
    local words = table.pack(question:match(rule[1]))
    if words[1] then return rule[2](table.unpack(words)) end
  end
  return "what? " .. question
end

local function serve(stream)
  local line = lines.over(stream)
  repeat
    local question = line:read()
  until not question or not line:write(answer(question))
  line:close()
end

local listener = assert(system.socket("listen"))
assert(listener:bind(here))
assert(listener:listen(128))
become("replica")

spawn.catch(say_error, function()
  trace.name(coroutine.running(), "accepts")
  while true do
    local stream, why = listener:accept()
    if stream then spawn.catch(say_error, serve, stream) else say_error(why) end
  end
end)

spawn.catch(say_error, function()
  trace.name(coroutine.running(), "gives signs of life")
  while system.pause(kHeartbeat) do event.emitall(news) end
end)

spawn.catch(say_error, function()
  trace.name(coroutine.running(), "watches the primary")
  while true do
    heard = false
    system.pause(kElection * (1 + math.random())) -- not all at once
    if not heard and role ~= "primary" then stand() end
  end
end)

system.run()
