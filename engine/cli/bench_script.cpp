// The Lua program behind `coutil bench`. It gets `now` (seconds, of the machine), `stock` (Lua's own
// coroutine functions), `rounds`, `trace_path` and `report(name, ns, ratio)`.
#include "engine/cli/bench_script.h"

namespace coutil {

const char kBenchScript[] = R"lua(
local event = require "coutil.event"
local queued = require "coutil.queued"
local mutex = require "coutil.mutex"
local promise = require "coutil.promise"
local trace = require "coutil.trace"
local system = require "coutil.system"

local function timed(count, body)
  collectgarbage()
  collectgarbage()
  local begun = now()
  body(count)
  return (now() - begun) / count * 1e9
end

local function forever(body)
  local co = stock.create(function() while true do body() end end)
  assert(stock.resume(co))
  return co
end

local function bare(count)
  local co = stock.create(function() while true do stock.yield() end end)
  local resume = stock.resume
  for _ = 1, count do resume(co) end
end

local rows = {}
local function row(name, per, count, body, base) rows[#rows + 1] = {name, per, count, body, base or bare} end

row("await + emitone", 1, 200000, function(count)
  local e = {}
  forever(function() event.await(e) end)
  local emitone = event.emitone
  for _ = 1, count do emitone(e) end
end)

row("emitall, 100 waiters, each", 100, 2000, function(count)
  local e = {}
  for _ = 1, 100 do forever(function() event.await(e) end) end
  local emitall = event.emitall
  for _ = 1, count do emitall(e) end
end)

row("awaitany of 4 + emit", 1, 100000, function(count)
  local a, b, c, d = {}, {}, {}, {}
  forever(function() event.awaitany(a, b, c, d) end)
  local emitone = event.emitone
  for _ = 1, count / 4 do emitone(a) emitone(b) emitone(c) emitone(d) end
end)

row("awaitall of 4, each emit", 1, 200000, function(count)
  local a, b, c, d = {}, {}, {}, {}
  forever(function() event.awaitall(a, b, c, d) end)
  local emitone = event.emitone
  for _ = 1, count / 4 do emitone(a) emitone(b) emitone(c) emitone(d) end
end)

row("queued.emitone + await, no suspension", 1, 200000, function(count)
  local e = {}
  local emitone, await = queued.emitone, queued.await
  for _ = 1, count do emitone(e) await(e) end
end)

row("mutex.lock + unlock, free", 1, 300000, function(count)
  local e = {}
  local lock, unlock = mutex.lock, mutex.unlock
  for _ = 1, count do lock(e) unlock(e) end
end)

row("promise create, fulfil, read", 1, 100000, function(count)
  local create = promise.create
  for i = 1, count do
    local p, fulfil = create()
    fulfil(i)
    p()
  end
end)

row("pause() with 1000 coroutines, each", 1000, 200, function(count)
  for _ = 1, 1000 do
    stock.resume(stock.create(function() for _ = 1, count do system.pause() end end))
  end
  system.run()
end)

local function by_hand(count)
  local all = {}
  for i = 1, count do
    local co = stock.create(function() stock.yield(0.001 + i % 10 / 1000) end)
    stock.resume(co)
    all[i] = co
  end
  for i = 1, count do stock.resume(all[i]) end
end

row("100,000 timers of 1..10 ms, each, to by hand", 1, 100000, function(count)
  for i = 1, count do
    stock.resume(stock.create(function() system.pause(0.001 + i % 10 / 1000) end))
  end
  system.run()
end, by_hand)

-- The same program recorded and not; each await and emit is four lines: await, emit, wake, run.
local kLines = 4
local function recorded(count)
  assert(trace.start(trace_path))
  rows[1][4](count)
  trace.stop()
end

local function median(list)
  table.sort(list)
  return list[(#list + 1) // 2]
end

for _, r in ipairs(rows) do
  local name, per, count, body, base = table.unpack(r)
  local costs, ratios = {}, {}
  local base_count = base == bare and 200000 or count
  timed(count // 10 + 4, body)
  for round = 1, rounds do
    local one = timed(base_count, base)
    local cost = timed(count, body) / per
    costs[round], ratios[round] = cost, cost / one
  end
  report(name, median(costs), median(ratios))
end

local costs, ratios = {}, {}
recorded(1000)
for round = 1, rounds do
  local one = timed(200000, bare)
  local plain = timed(100000, rows[1][4])
  costs[round] = (timed(100000, recorded) - plain) / kLines
  ratios[round] = costs[round] / one
end
report("recording, added to each event", median(costs), median(ratios))
)lua";

}  // namespace coutil
