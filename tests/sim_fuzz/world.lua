-- A random world for the fuzzer: some hosts with links of every kind that run program.lua, and everything that a
-- scenario can do to them, all drawn from the seed.

local sim = require "coutil.sim"

local kSeconds = 6 -- how long the faults go on; the programs take note in sim.get "end"

local function between(least, most) return least + (most - least) * sim.random() end
local function chance(odds) return sim.random() < odds end

local count = sim.random(2, 5)
local hosts, addresses = {}, {}
for number = 1, count do addresses[number] = ("10.0.0.%d"):format(number) end

-- How a link may be. Now and then it is perfect.
local function link()
  if chance(0.3) then return { latency = 0.001 } end
  local settings = {}
  if chance(0.5) then settings.latency = { 0.0001, between(0.0001, 0.05) } end
  if chance(0.2) then settings.latency = { 0.001, 0.05, spread = sim.random(2) == 1 and "normal" or "exponential" } end
  if chance(0.3) then settings.jitter = between(0, 0.01) end
  if chance(0.3) then settings.loss = between(0, 0.3) end
  if chance(0.3) then settings.duplication = between(0, 0.2) end
  if chance(0.3) then settings.reordering = between(0, 0.3) end
  if settings.reordering and chance(0.5) then settings.reordering_delay = between(0, 0.05) end
  if chance(0.2) then settings.bandwidth = sim.random(100000, 100000000) end
  if settings.bandwidth and chance(0.5) then settings.queue = sim.random(3000, 200000) end
  if chance(0.2) then settings.mtu = sim.random(600, 9000) end
  return settings
end

sim.links(link())
for number = 1, count do
  local name = "h" .. number
  hosts[number] = sim.host {
    name = name,
    address = addresses[number],
    program = number > 1 and "program.lua" or nil, -- SCRIPT on the first one
    args = number > 1 and addresses or nil,
    env = { FUZZ = name },
    files = { ["/etc/fuzz"] = "text of " .. name },
  }
  sim.name("name" .. number, addresses[number])
end
sim.service("fuzz", 7000, "stream")
sim.program("child", "child.lua")
sim.program("fails", function(status) os.exit(status + 0) end)
for _ = 1, sim.random(0, count) do
  local from, to = hosts[sim.random(count)], hosts[sim.random(count)]
  if from ~= to then
    local settings = link()
    settings.oneway = chance(0.5) or nil
    sim.link(from, to, settings)
  end
end

local function any() return hosts[sim.random(count)] end

-- Any but the first: where SCRIPT ends, the run does.
local function other() return hosts[sim.random(2, count)] end

local function sides()
  local these, those = {}, {}
  for _, host in ipairs(hosts) do
    local which = sim.random(3)
    if which == 1 then these[#these + 1] = host elseif which == 2 then those[#those + 1] = host end
  end
  if #these == 0 or #those == 0 then return { hosts[1] }, { hosts[2] } end
  return these, those
end

local kSignals = { "user1", "user2", "hangup", "winresize", "terminate", "interrupt" }

local faults = {
  function()
    local these, those = sides()
    if chance(0.3) then sim.partition(these, those, "oneway") else sim.partition(these, those) end
  end,
  function() sim.heal() end,
  function() sim.heal(sides()) end,
  function() sim.hold(sides()) end,
  function() sim.release(sides()) end,
  function() other():crash() end,
  function() other():restart() end,
  function()
    local host = other()
    if host:is_up() then host:crash() else host:restart() end
  end,
  function() any():pause() end,
  function()
    for _, host in ipairs(hosts) do host:resume() end
  end,
  function() other():signal(kSignals[sim.random(#kSignals)]) end,
  function() any():clock { skew = between(-100, 100), drift = between(-0.01, 0.01) } end,
  function() other():tear(chance(0.5)) end,
  function() any():write("/etc/fuzz", ("x"):rep(sim.random(0, 2000))) end,
  function() any():read("/etc/fuzz") end,
  function() any():read("log") end,
  function() sim.link(hosts[1], hosts[2], link()) end,
  function() sim.set("word", sim.random(1000)) end,
}

local rate = between(0, 10)
if rate > 1 then
  sim.randomly(rate, function()
    if sim.now() < kSeconds then faults[sim.random(#faults)]() end
  end)
end
for _ = 1, sim.random(0, 10) do sim.at(between(0, kSeconds), faults[sim.random(#faults)]) end

-- In the end everything works again, so that everybody comes to an end.
sim.set("end", kSeconds)
sim.at(kSeconds, function()
  sim.heal()
  for _, host in ipairs(hosts) do
    sim.release(host)
    host:resume()
    if not host:is_up() then host:restart() end
  end
end)
if chance(0.5) then sim.every(0.5, function() assert(sim.now() >= 0) end) end
if chance(0.5) then
  local last = 0
  sim.always(function()
    local now = sim.now()
    local goes_on = now >= last
    last = now
    return goes_on
  end, "time goes on")
end
sim.eventually(function() return sim.get "done" end, kSeconds + 1000, "the first host's program comes to its end")
