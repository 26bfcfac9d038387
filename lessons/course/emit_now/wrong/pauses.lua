-- reason: goal-suspends
-- goal waits for displays that wait for it.

local event = require "coutil.event"

local board = { home = 0, guests = 0, leader = "nobody" }

function board.goal(team)
  board[team] = board[team] + 1
  local ahead = board.home - board.guests
  board.leader = ahead == 0 and "nobody" or ahead > 0 and "home" or "guests"
  event.emitall(board)
  event.await("shown")
end

return board
