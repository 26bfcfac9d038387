-- Twelve guests and two seats. Every third guest has little patience and is resumed by hand, or closed, when it is
-- over and there is still no seat. The notes say who came, sat, left and gave up.

local system = require "coutil.system"
local trace = require "coutil.trace"
local new = dofile("guard.lua").functions(1)

local kSeats, kGuests = 2, 12

local enter, leave = new(kSeats)

local waiting = {}

local function guest(name, before, time)
  system.pause(before)
  trace.note("comes")
  waiting[name] = true
  local has_seat = enter()
  waiting[name] = nil
  if not has_seat then
    trace.note("goes without")
    print(name .. " goes away")
    return
  end
  trace.note("sits")
  print(name .. " sits down")
  system.pause(time)
  trace.note("leaves")
  leave()
end

for number = 1, kGuests do
  local name = "guest " .. number
  local before = 0.02 * number * (0.8 + 0.4 * math.random())
  local visit = trace.name(coroutine.create(guest), name)
  assert(coroutine.resume(visit, name, before, 0.03 + 0.04 * math.random()))
  local is_closed = math.random(2) == 1
  if number % 3 == 1 and number > 1 then
    coroutine.wrap(function()
      trace.name(coroutine.running(), "patience " .. number)
      system.pause(before + 0.001 + 0.01 * math.random())
      if not waiting[name] then return end
      trace.note((is_closed and "closes " or "resumes ") .. name)
      if is_closed then
        coroutine.close(visit)
      else
        assert(coroutine.resume(visit, "your patience is over"))
      end
    end)()
  end
end

system.run()
