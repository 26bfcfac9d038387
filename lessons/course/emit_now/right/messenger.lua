-- A coroutine that waits for goals tells the displays.

local event = require "coutil.event"
local spawn = require "coutil.spawn"

local board = { home = 0, guests = 0, leader = "nobody" }
local counted = {}

spawn.catch(error, function()
  while true do
    event.await(counted)
    local ahead = board.home - board.guests
    board.leader = ahead == 0 and "nobody" or ahead > 0 and "home" or "guests"
    event.emitall(board)
  end
end)

function board.goal(team)
  board[team] = board[team] + 1
  event.emitone(counted)
end

return board
