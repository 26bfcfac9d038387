-- The other order: first who will lead, then the count, then the emit.

local event = require "coutil.event"

local board = { home = 0, guests = 0, leader = "nobody" }

function board.goal(team)
  local ahead = board.home - board.guests + (team == "home" and 1 or -1)
  board.leader = ahead == 0 and "nobody" or ahead > 0 and "home" or "guests"
  board[team] = board[team] + 1
  event.emitall(board)
end

return board
