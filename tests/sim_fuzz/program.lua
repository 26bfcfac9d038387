-- What runs on each host of the fuzzer's world: random operations of the whole System section, of files and
-- programs, by coroutines that are resumed by hand, closed and forgotten at random. What can be known of their
-- results is checked. program.lua ADDRESS...

local checks = require "checks"
local files = require "files"
local processes = require "processes"
local sim = require "coutil.sim"
local sockets = require "sockets"
local system = require "coutil.system"
local trace = require "coutil.trace"

local random = math.random
local addresses = { ... }
if #addresses == 0 then addresses = { "10.0.0.1", "10.0.0.2" } end
local kEnd = sim.get "end"

local workers = {}
local operations = {}
for _, part in ipairs { sockets, files, processes } do
  for _, operation in ipairs(part.operations) do operations[#operations + 1] = operation end
end
for _, operation in ipairs {
  function() checks.ok(system.pause(random() < 0.3 and 0 or random() * 0.1) ~= nil, "pause gave nothing") end,
  function() trace.note("note " .. random(100)) end,
  function() collectgarbage(random() < 0.1 and "collect" or "step") end,
  function() checks.ok(sim.now() >= 0, "sim.now") end,
  function() sim.set("word", { random(10), "text" }) end,
  function()
    local mine = sim.now()
    if random() < 0.3 then sim.at(mine + random(), function() sim.set("word", mine) end) end
  end,
  function() -- to any machine but the first, its own too
    local host = sim.host("h" .. random(2, #addresses))
    local what = random(40)
    if what == 1 then
      host:crash()
    elseif what == 2 then
      host:restart()
    elseif what == 3 then
      host:pause()
    elseif what == 4 then
      host:signal(random() < 0.5 and "user1" or "SIGKILL")
    elseif what == 5 then
      sim.partition(host)
    elseif what == 6 then
      sim.heal()
    elseif what < 10 then
      host:resume()
    end
  end,
  function() -- one machine more
    local name = ("more%d"):format(random(5))
    if random() > 0.1 or pcall(sim.host, name) then return end
    sim.host {
      name = name,
      program = function()
        coroutine.wrap(function() system.execute("child", "exit", 1) end)()
        system.run()
      end,
    }
  end,
  function()
    if random() < 0.1 then sim.every(random() + 0.1, function() sim.set("word", sim.hostname()) end) end
    if random() < 0.1 then sim.eventually(function() return sim.now() > 1 end, kEnd + 1000) end
    if random() < 0.1 then sim.randomly(5, function() sim.get "word" end) end
  end,
} do operations[#operations + 1] = operation end

local function work(steps)
  for _ = 1, steps do
    local ok, message = pcall(operations[random(#operations)], addresses)
    if not ok then checks.error(message) end
  end
end

local function forget_ended()
  for place = #workers, 1, -1 do
    if coroutine.status(workers[place]) == "dead" then table.remove(workers, place) end
  end
end

local function start()
  if #workers > 20 then return end
  local co = coroutine.create(work)
  workers[#workers + 1] = co
  assert(coroutine.resume(co, random(8)))
end

-- One that waits, and its place.
local function waiting()
  local place = #workers > 0 and random(#workers)
  if place and coroutine.status(workers[place]) == "suspended" then return workers[place], place end
end

local actions = {
  start, start, start, forget_ended,
  function()
    local worker = waiting()
    if worker then assert(coroutine.resume(worker, checks.kHand)) end
  end,
  function()
    local worker, place = waiting()
    if worker and random() < 0.5 then
      checks.ok(coroutine.close(worker), "close")
      table.remove(workers, place)
    end
  end,
  function()
    if random() < 0.02 then pcall(system.halt) end -- an error where `run` does not run yet
  end,
}

files.check_survival()
sockets.listen()
local main = coroutine.create(function()
  while sim.now() < kEnd do
    for _ = 1, random(4) do actions[random(#actions)]() end
    system.pause(random() * 0.2)
  end
  -- Whoever waits for what may never come.
  for _ = 1, 10 do
    forget_ended()
    for _, worker in ipairs(workers) do
      if coroutine.status(worker) == "suspended" then coroutine.close(worker) end
    end
    sockets.close_all()
    processes.kill_all()
    system.pause(1)
  end
end)
assert(coroutine.resume(main))
local turns = 0
repeat
  turns = turns + 1
until not system.run(random() < 0.5 and "step" or "loop") and coroutine.status(main) == "dead" or turns > 1000000

local board = trace.dump(false)
checks.equal(board.sockets, 0, "open sockets")
checks.equal(board.operations, 0, "operations under way")
sim.set("done", true)
print(sim.hostname(), "done")
