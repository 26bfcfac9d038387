-- reason: wrong-leader
-- At a draw somebody is said to lead.

local event = require "coutil.event"

local board = { home = 0, guests = 0, leader = "nobody" }

function board.goal(team)
  board[team] = board[team] + 1
  board.leader = board.home >= board.guests and "home" or "guests"
  event.emitall(board)
end

return board
