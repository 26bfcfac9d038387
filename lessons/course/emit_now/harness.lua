-- A referee and two displays, in the stadium and on the radio. It is not to be changed.

local event = require "coutil.event"
local system = require "coutil.system"
local trace = require "coutil.trace"
local guard = dofile "guard.lua"
local board = guard.table { "goal" }

local function start(name, body)
  assert(coroutine.resume(trace.name(coroutine.create(body), name)))
end

local function display(name)
  while true do
    event.await(board)
    trace.note(("shows %d:%d %s"):format(board.home, board.guests, board.leader))
    print(("%s: %d:%d, ahead: %s"):format(name, board.home, board.guests, board.leader))
  end
end

for _, name in ipairs { "stadium", "radio" } do start(name, function() display(name) end) end

start("referee", function()
  local home, guests = 0, 0
  for _ = 1, 8 do
    system.pause(math.random(0, 3) * 5)
    local team = math.random(2) == 1 and "home" or "guests"
    if team == "home" then home = home + 1 else guests = guests + 1 end
    local leader = home == guests and "nobody" or home > guests and "home" or "guests"
    trace.note(("goal %d:%d %s"):format(home, guests, leader))
    print(("a goal! It is %d:%d now"):format(home, guests))
    board.goal(team)
    trace.note(("after the goal %d:%d"):format(home, guests))
  end
end)

system.run()
