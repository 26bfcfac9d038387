-- reason: emitted-too-early
-- An event that is kept for later is still heard now by who waits now.

local queued = require "coutil.queued"

local board = { home = 0, guests = 0, leader = "nobody" }

function board.goal(team)
  queued.emitall(board)
  board[team] = board[team] + 1
  local ahead = board.home - board.guests
  board.leader = ahead == 0 and "nobody" or ahead > 0 and "home" or "guests"
end

return board
